import { ChildFailed, runChild } from "../../sdk/cli/child.js";
import { ExitCode, UserError } from "../../sdk/cli/errors.js";
import type { Run } from "./run.js";
import { inStep } from "./step.js";

/** Progress lines of npm itself; an error message is better off without them. */
const NPM_CHATTER = /^npm (http|info|timing)\b/;

/**
 * Looks whether npm is there, before anything is written.
 * @throws {UserError} exit 4 when it is not.
 */
export async function assertNpm({ cwd, signal }: Run): Promise<void> {
  try {
    await runChild("npm", ["--version"], { cwd, signal });
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    throw new UserError(error.notFound ? "npm is not on the PATH" : `npm does not work: ${error.message}`, {
      exitCode: ExitCode.toolMissing,
      details: error.lastLines,
      hint: "install Node.js with npm (https://nodejs.org), or leave the install out with --no-install",
      cause: error,
    });
  }
}

/**
 * Installs a project's dependencies.
 * @param again the command line that repeats it, for the error message.
 * @throws {UserError} exit 5 with npm's last lines; the project stays.
 */
export async function install(project: string, again: string, { signal, progress }: Run): Promise<void> {
  // --loglevel=http: npm says nothing for half a minute otherwise.
  const args = ["install", "--no-audit", "--no-fund", "--loglevel=http"];
  await inStep(progress, "Installing dependencies", async (step) => {
    try {
      await runChild("npm", args, { cwd: project, signal, onLine: (line) => step.update(line) });
    } catch (error) {
      throw error instanceof ChildFailed ? installFailed(error, again) : error;
    }
  });
}

function installFailed(cause: ChildFailed, again: string): UserError {
  return new UserError("npm install failed; the project itself is complete", {
    exitCode: ExitCode.buildFailed,
    details: cause.lastLines.filter((line) => !NPM_CHATTER.test(line)),
    hint: `repeat it: ${again}`,
    cause,
  });
}
