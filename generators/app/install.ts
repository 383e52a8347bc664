import { ChildFailed, runChild } from "../../sdk/cli/child.js";
import { ExitCode, UserError } from "../../sdk/cli/errors.js";
import { type PackageManager, WORDS } from "./package-managers.js";
import type { Run } from "./run.js";
import { inStep } from "../../sdk/cli/step.js";

/** Progress lines of npm itself; an error message is better off without them. */
const NPM_CHATTER = /^npm (http|info|timing)\b/;

/**
 * Installs a project's dependencies.
 * @param again the command line that repeats it, for the error message.
 * @throws {UserError} exit 5 with the package manager's last lines; the project stays.
 */
export async function install(
  project: string,
  manager: PackageManager,
  again: string,
  { signal, progress }: Run,
): Promise<void> {
  const { install: args, env = {} } = WORDS[manager];
  await inStep(progress, "Installing dependencies", async (step) => {
    try {
      await runChild(manager, args, { cwd: project, env, signal, onLine: (line) => step.update(line) });
    } catch (error) {
      throw error instanceof ChildFailed ? installFailed(error, manager, again) : error;
    }
  });
}

function installFailed(cause: ChildFailed, manager: PackageManager, again: string): UserError {
  return new UserError(`${manager} install failed; the project itself is complete`, {
    exitCode: ExitCode.buildFailed,
    details: cause.lastLines.filter((line) => !NPM_CHATTER.test(line)),
    hint: `repeat it: ${again}`,
    cause,
  });
}
