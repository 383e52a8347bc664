import { go as project } from "../../../cli/languages/go/go.js";
import { SDK_FOLDER } from "../../../cli/languages/go/layout.js";
import { hardwareLayers } from "../hardware.js";
import type { Answers, Language } from "../language.js";
import { goData, goSdk } from "./data.js";
import { installCommand } from "./install.js";
import { writeLauncher } from "./launcher.js";
import { goSum, modulesOf } from "./source-modules.js";
import { goWords } from "./words.js";

export const go: Language = {
  name: project.name,
  title: project.title,
  manifest: project.manifest,
  description: "Go 1.24 or newer; the smallest and fastest plugin",
  questions: [],
  instead: {
    packageManager: "its packages come through Go's own module proxy, pinned in go.sum",
    sdk: "its SDK is a folder that go.mod names",
  },
  layers: (answers) => ["go", `go-${answers.type}`, ...hardwareLayers(answers)],
  madeByTools: [`${SDK_FOLDER}/`, "go.sum"],
  carried({ source }, sources) {
    const files = goSdk(sources);
    const inProject = [...files].map(([path, contents]) => [`${SDK_FOLDER}/${path}`, contents] as const);
    const sums = goSum(files.get("go.sum")?.toString("utf8") ?? "", modulesOf(source));
    return new Map([...inProject, ["go.sum", Buffer.from(sums)]]);
  },
  templateData: goData,
  needs: async (answers, wanted, run) => (await import("./needs.js")).needs(answers, wanted, run),
  installCommand,
  async afterInstall(projectFolder: string, _: Answers) {
    await writeLauncher(projectFolder);
    return undefined;
  },
  lockFiles: () => [],
  words: (answers, _, platform) => goWords(answers, platform),
};
