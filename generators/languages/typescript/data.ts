import { runScript, WORDS } from "./package-managers.js";
import type { TypeScriptAnswers } from "../../answers/questions.js";

/** What only the templates of a TypeScript project need to know. */
export function typescriptData(
  { name, type, packageManager, sdk }: TypeScriptAnswers,
  versions: object,
  tarballName: string | undefined,
): object {
  return {
    // A valid npm name whatever the plugin is called. The prefix keeps it apart from all dependencies: npm refuses to
    // install a package into a project of the same name.
    packageName: `laniakea-${type}-${name.toLowerCase()}`,
    sdkDependency: tarballName === undefined ? sdk : `file:vendor/${tarballName}`,
    versions,
    cleanInstall: WORDS[packageManager].cleanInstall,
    run: (script: string, args?: string) => runScript(packageManager, script, args),
  };
}
