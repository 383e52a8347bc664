import type { InstallCommand } from "../language.js";
import { carriesLock, type TypeScriptAnswers } from "./answers.js";
import { cacheRemedy } from "./cache.js";
import { INSTALLS } from "./installs.js";

export function installCommand(answers: TypeScriptAnswers): InstallCommand {
  const { packageManager } = answers;
  const { install: args, env = {} } = INSTALLS[packageManager];
  return {
    file: packageManager,
    // The lock names every byte: what npm's cache has is right, however old it is. Some npm would write it anew, without what
    // it does not know.
    args: carriesLock(answers) ? [...args, "--prefer-offline", "--no-save"] : args,
    // A project is worked on: in an image that is set up for production, too, its tests and its build need their tools.
    env: { ...env, NODE_ENV: "development" },
    called: `${packageManager} install`,
    whenRefused: cacheRemedy(packageManager),
  };
}
