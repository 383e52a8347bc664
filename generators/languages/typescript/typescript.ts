import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lockFilesOf, runScript } from "../../../cli/languages/typescript/package-manager.js";
import { typescript as project } from "../../../cli/languages/typescript/typescript.js";
import type { Language } from "../language.js";
import type { Sources, VendoredFile } from "../sources.js";
import { TYPESCRIPT_QUESTIONS, type TypeScriptAnswers } from "./answers.js";
import { afterInstall, installCommand, needs } from "./install.js";
import { INSTALLS } from "./installs.js";
import { typescriptWords } from "./words.js";

export const typescript: Language<TypeScriptAnswers> = {
  name: project.name,
  title: project.title,
  manifest: project.manifest,
  description: "Node.js; an async generator reads the hardware",
  questions: TYPESCRIPT_QUESTIONS,
  instead: {},
  layers({ type, packageManager }) {
    const ofManager = packageManager === "pnpm" || packageManager === "yarn" ? [`typescript-${packageManager}`] : [];
    return ["typescript", `typescript-${type}`, ...ofManager];
  },
  carried({ sdk }, sources) {
    if (sdk !== "") return new Map();
    const { name, contents } = sdkTarball(sources);
    return new Map([[`vendor/${name}`, contents]]);
  },
  templateData,
  needs,
  installCommand,
  afterInstall,
  lockFiles: ({ packageManager }) => lockFilesOf(packageManager),
  words: (answers, _, platform) => typescriptWords(answers, platform),
};

function templateData({ name, type, packageManager, sdk }: TypeScriptAnswers, sources: Sources): object {
  const versions = join(sources.templates, "dependency-versions", "package.json");
  return {
    // A valid npm name whatever the plugin is called. The prefix keeps it apart from all dependencies: npm refuses to
    // install a package into a project of the same name.
    packageName: `laniakea-${type}-${name.toLowerCase()}`,
    sdkDependency: sdk === "" ? `file:vendor/${sdkTarball(sources).name}` : sdk,
    versions: JSON.parse(readFileSync(versions, "utf8")),
    cleanInstall: INSTALLS[packageManager].cleanInstall,
    run: (script: string, args?: string) => runScript(packageManager, script, args),
  };
}

function sdkTarball(sources: Sources): VendoredFile {
  return sources.vendored(/^laniakea-plugin-sdk-.*\.tgz$/);
}
