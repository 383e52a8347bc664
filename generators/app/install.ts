import { ChildFailed, runChild } from "../../sdk/cli/child.js";
import { childError } from "../../sdk/cli/child-error.js";
import type { UserError } from "../../sdk/cli/errors.js";
import { installCommand } from "./install-command.js";
import { writeLauncher } from "./languages/python-launcher.js";
import type { Found } from "./preflight.js";
import type { Answers } from "./questions.js";
import type { Run } from "./run.js";
import { inStep } from "../../sdk/cli/step.js";

/** Progress lines of npm and pip; an error message is better off without them. */
const CHATTER = /^(npm (http|info|timing)\b| *(Collecting|Downloading|Using cached|Saved|Looking in|Processing) )/;

/**
 * Installs a project's dependencies.
 * @param again the command line that repeats it, for the error message.
 * @throws {UserError} exit 5 with the installer's last lines; the project stays.
 */
export async function install(
  project: string,
  answers: Answers,
  found: Found,
  again: string,
  { signal, progress }: Run,
): Promise<void> {
  const { file, args, env } = installCommand(answers, found);
  await inStep(progress, "Installing dependencies", async (step) => {
    try {
      await runChild(file, args, { cwd: project, env, signal, onLine: (line) => step.update(line) });
      if (answers.language === "python") await writeLauncher(project);
    } catch (error) {
      throw error instanceof ChildFailed ? await installFailed(error, answers, again) : error;
    }
  });
}

async function installFailed(cause: ChildFailed, answers: Answers, again: string): Promise<UserError> {
  const what = answers.language === "python" ? "making .venv" : `${answers.packageManager} install`;
  return await childError(`${what} failed; the project itself is complete`, cause, {
    step: "install",
    hint: `repeat it: ${again}`,
    isChatter: (line) => CHATTER.test(line),
  });
}
