import { ChildFailed, runChild } from "../../cli/process/child.js";
import { childError } from "../../cli/process/child-error.js";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import { inStep } from "../../cli/run/progress/step.js";
import type { InstallCommand } from "../languages/language.js";
import { languageNamed } from "../languages/registry.js";
import type { Plan } from "../plan/plan.js";
import type { Run } from "../run.js";

/** Progress lines of npm and pip; an error message is better off without them. */
const CHATTER = /^(npm (http|info|timing)\b| *(Collecting|Downloading|Using cached|Saved|Looking in|Processing) )/;

/**
 * Installs a project's dependencies.
 * @param again the command line that repeats it, for the error message.
 * @throws {UserError} exit 5 with the installer's last lines; the project stays.
 */
export async function install(
  { project, answers, tools }: Pick<Plan, "project" | "answers" | "tools">,
  again: string,
  { signal, progress }: Run,
): Promise<void> {
  const language = languageNamed(answers.language);
  const command = language.installCommand(answers, tools);
  const { file, args, env } = command;
  await inStep(progress, "Installing dependencies", async (step) => {
    try {
      await runChild(file, args, { cwd: project, env, signal, onLine: (line) => step.update(line) });
    } catch (error) {
      throw error instanceof ChildFailed ? await installFailed(error, command, again) : error;
    }
    const lacks = await language.afterInstall(project, answers);
    if (lacks === undefined) return;
    throw new UserError(`${lacks.message}; the project itself is complete`, {
      exitCode: ExitCode.buildFailed,
      hint: `${lacks.remedy}, then repeat it: ${again}`,
    });
  });
}

async function installFailed(
  cause: ChildFailed,
  { called, whenRefused }: InstallCommand,
  again: string,
): Promise<UserError> {
  const isRefused = cause.output.some((line) => /\b(EACCES|EPERM|EROFS)\b/.test(line));
  const remedy = isRefused && whenRefused !== undefined ? `${whenRefused}; ` : "";
  return await childError(`${called} failed; the project itself is complete`, cause, {
    step: "install",
    hint: `${remedy}repeat it: ${again}`,
    isChatter: (line) => CHATTER.test(line),
  });
}
