import { dirname, join } from "node:path";
import { ChildFailed, runChild } from "../../cli/process/child.js";
import { childError } from "../../cli/process/child-error.js";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import { exists } from "../../cli/files/exists.js";
import { cacheRemedy } from "../plan/cache-problems.js";
import { installCommand } from "../plan/install-command.js";
import { writeLauncher } from "../languages/python/launcher.js";
import type { PackageManager } from "../languages/typescript/package-managers.js";
import type { Found } from "../plan/preflight.js";
import type { Answers } from "../answers/questions.js";
import type { Run } from "../run.js";
import { inStep } from "../../cli/run/step.js";

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
      else if (!(await hasSdk(project))) throw nothingInstalled(answers.packageManager, again);
    } catch (error) {
      throw error instanceof ChildFailed ? await installFailed(error, answers, again) : error;
    }
  });
}

/** Also where a workspace above keeps the packages of all its projects, or Yarn has them in no folder at all. */
async function hasSdk(folder: string): Promise<boolean> {
  const places = [join("node_modules", "laniakea-plugin-sdk"), ".pnp.cjs"];
  for (const place of places) if (await exists(join(folder, place))) return true;
  return dirname(folder) !== folder && hasSdk(dirname(folder));
}

/** It has a setting that we do not know, or is a script of the same name. */
function nothingInstalled(manager: PackageManager, again: string): UserError {
  return new UserError(`${manager} ended well, but installed nothing; the project itself is complete`, {
    exitCode: ExitCode.buildFailed,
    hint: `look at "${manager} config list" for unusual settings, then repeat it: ${again}`,
  });
}

async function installFailed(cause: ChildFailed, answers: Answers, again: string): Promise<UserError> {
  const what = answers.language === "python" ? "making .venv" : `${answers.packageManager} install`;
  const isRefused = cause.output.some((line) => /\b(EACCES|EPERM|EROFS)\b/.test(line));
  const remedy = isRefused && answers.language === "typescript" ? cacheRemedy(answers.packageManager) : undefined;
  return await childError(`${what} failed; the project itself is complete`, cause, {
    step: "install",
    hint: `${remedy === undefined ? "" : `${remedy}; `}repeat it: ${again}`,
    isChatter: (line) => CHATTER.test(line),
  });
}
