import type { Interviewer } from "../answers/interview.js";
import type { KnownAnswers } from "../answers/known-answers.js";
import { gitProblem } from "../make/git-program.js";
import { inspectTarget } from "../plan/target.js";
import type { Run } from "../run.js";

/**
 * What an interview needs of the world, of which the answers themselves know nothing.
 * @throws {UserError} exit 3 when the folder that is known already has something in the way.
 */
export function interviewerFor({ texts, switches }: KnownAnswers, run: Run, ask: Interviewer["ask"]): Interviewer {
  const look = (dir: string) => inspectTarget(dir, run.cwd, switches.overwrite);
  if (texts.dir !== undefined) look(texts.dir);
  return {
    cwd: run.cwd,
    ask,
    folderProblem: (folder) => {
      try {
        return look(folder).unwritable;
      } catch (error) {
        return (error as Error).message;
      }
    },
    takesRepository: async (folder) => (await gitProblem(look(folder).nearest, run)) === undefined,
  };
}
