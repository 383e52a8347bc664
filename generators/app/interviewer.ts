import type { Interviewer } from "../answers/interview.js";
import type { KnownAnswers } from "../answers/known-answers.js";
import { gitProblem } from "../plan/git.js";
import { inspectTarget } from "../plan/target.js";
import type { Run } from "../run.js";

/**
 * What an interview needs of the world, of which the answers themselves know nothing.
 * @throws {UserError} exit 3 when the folder that is known already has something in the way.
 */
export async function interviewerFor(
  { texts, switches }: KnownAnswers,
  run: Run,
  ask: Interviewer["ask"],
): Promise<Interviewer> {
  const look = (dir: string) => inspectTarget(dir, run.cwd, switches.overwrite);
  if (texts.dir !== undefined) await look(texts.dir);
  return {
    cwd: run.cwd,
    ask,
    folderProblem: (folder) =>
      look(folder).then(
        ({ unwritable }) => unwritable,
        (error: Error) => error.message,
      ),
    takesRepository: async (folder) => (await gitProblem((await look(folder)).nearest, run)) === undefined,
  };
}
