import { ALL_TARGETS, TARGETS } from "../../../cli/languages/target.js";
import { lockFilesOf, runScript } from "../../../cli/languages/typescript/package-manager.js";
import { runtimeOf } from "../../../cli/languages/typescript/toolchain/runtime.js";
import { typescript as project } from "../../../cli/languages/typescript/typescript.js";
import versions from "../../../templates/dependency-versions/package.json" with { type: "json" };
import { GENERATOR } from "../../version.js";
import { hardwareLayers, npmPackages } from "../hardware.js";
import type { Language } from "../language.js";
import type { Sources, VendoredFile } from "../sources.js";
import { carriesLock, TYPESCRIPT_QUESTIONS, type TypeScriptAnswers } from "./answers.js";
import { installCommand } from "./install.js";
import { INSTALLS } from "./installs.js";
import { typescriptWords } from "./words.js";

const SDK_TARBALL = /^laniakea-plugin-sdk-.*\.tgz$/;

export const typescript: Language<TypeScriptAnswers> = {
  name: project.name,
  title: project.title,
  manifest: project.manifest,
  description: "Node.js; an async generator reads the hardware",
  questions: TYPESCRIPT_QUESTIONS,
  instead: {},
  layers(answers) {
    const { type, packageManager } = answers;
    const ofManager = packageManager === "pnpm" || packageManager === "yarn" || carriesLock(answers);
    return [
      "typescript",
      `typescript-${type}`,
      ...hardwareLayers(answers),
      ...(ofManager ? [`typescript-${packageManager}`] : []),
    ];
  },
  madeByTools: ["vendor/"],
  carried({ sdk }, sources) {
    if (sdk !== "") return new Map();
    const { name, contents } = sdkTarball(sources);
    return new Map([[`vendor/${name}`, contents]]);
  },
  templateData,
  needs: async (answers, wanted, run) => (await import("./needs.js")).needs(answers, wanted, run),
  installCommand,
  afterInstall: async (folder, answers) => (await import("./after-install.js")).afterInstall(folder, answers),
  lockFiles: ({ packageManager }) => lockFilesOf(packageManager),
  words: (answers, _, platform) => typescriptWords(answers, platform),
};

function templateData({ name, type, packageManager, sdk, source }: TypeScriptAnswers, sources: Sources): object {
  return {
    // A valid npm name whatever the plugin is called. The prefix keeps it apart from all dependencies: npm refuses to
    // install a package into a project of the same name.
    packageName: `laniakea-${type}-${name.toLowerCase()}`,
    sdkDependency: sdk === "" ? `file:vendor/${sdkTarball(sources).name}` : sdk,
    sdkVersion: GENERATOR.version,
    // Only npm's lock asks for it.
    sdkIntegrity: () => sources.integrity(SDK_TARBALL),
    versions: versions,
    npmPackages: npmPackages(source),
    releaseTargets: releaseTargets(source),
    cleanInstall: INSTALLS[packageManager].cleanInstall,
    run: (script: string, args?: string) => runScript(packageManager, script, args),
  };
}

/** The machines that a release is made for: what is compiled goes into executables of Node.js only, which not all have. */
function releaseTargets(source: string): readonly string[] {
  const isCompiled = npmPackages(source).withoutScripts.length > 0;
  const targets = TARGETS.filter((target) => runtimeOf("node", target) !== undefined);
  return isCompiled ? targets.map(({ name }) => name) : [ALL_TARGETS];
}

function sdkTarball(sources: Sources): VendoredFile {
  return sources.vendored(SDK_TARBALL);
}
