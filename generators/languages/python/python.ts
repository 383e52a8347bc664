import { MAKE_VENV } from "../../../cli/languages/python/layout.js";
import { python as project } from "../../../cli/languages/python/python.js";
import { hardwareLayers } from "../hardware.js";
import type { Answers, Language } from "../language.js";
import { pythonData } from "./data.js";
import { installCommand } from "./install.js";
import { pythonPackage } from "./names.js";
import { sdkWheel } from "./wheel.js";
import { pythonWords } from "./words.js";

export const python: Language = {
  name: project.name,
  title: project.title,
  manifest: project.manifest,
  description: "Python 3.10 or newer; a class, as in Laniakea's plugin guide",
  questions: [],
  instead: {
    packageManager: "its packages come through pip, pinned in requirements.lock",
    sdk: "its SDK is pinned in requirements.lock",
  },
  layers: (answers) => ["python", `python-${answers.type}`, ...hardwareLayers(answers)],
  madeByTools: ["vendor/", "tools/", "requirements.lock"],
  carried(_, sources) {
    const { name, contents } = sdkWheel(sources);
    return new Map([
      [`vendor/${name}`, contents],
      [MAKE_VENV, sources.vendored(/^make_venv\.py$/).contents],
    ]);
  },
  templateData: pythonData,
  settingKey: (key) => key.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase(),
  placeOf: (path, answers) => path.replace(/(^|\/)_package_(?=\/)/, `$1${pythonPackage(answers)}`),
  needs: async (answers, wanted, run) => (await import("./needs.js")).needs(answers, wanted, run),
  installCommand: (_, tools) => installCommand(tools),
  async afterInstall(projectFolder: string, _: Answers) {
    await (await import("./launcher.js")).writeLauncher(projectFolder);
    return undefined;
  },
  lockFiles: () => [],
  words: (answers, tools, platform) => pythonWords(answers, tools["python"], platform),
};
