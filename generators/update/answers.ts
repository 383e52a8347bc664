import { join } from "node:path";
import { RECORD_FILE } from "../../cli/languages/record-file.js";
import { UserError } from "../../cli/run/errors.js";
import { NOTHING_KNOWN } from "../answers/known-answers.js";
import { QUESTIONS } from "../answers/questions.js";
import { resolveAnswers } from "../answers/resolve.js";
import type { Answers } from "../languages/language.js";
import type { Texts } from "../languages/question.js";
import type { Run } from "../run.js";
import type { Record } from "./record.js";

/**
 * The answers of a project, with those that are to change. What is asked since it was made takes its default.
 * @throws {UserError} exit 2 for one that is wrong.
 */
export function updatedAnswers(project: string, { answers }: Record, changed: Texts, run: Run): Answers {
  const known = QUESTIONS.flatMap(({ key }) => (answers[key] === undefined ? [] : [[key, String(answers[key])]]));
  const texts: Texts = { ...Object.fromEntries(known), ...changed, dir: project };
  const places = Object.fromEntries(
    known.flatMap(([key = ""]) => (key in changed ? [] : [[key, join(project, RECORD_FILE)]])),
  );
  try {
    return resolveAnswers({ ...NOTHING_KNOWN, texts, places }, { cwd: run.cwd, interactive: false, modes: [] }).answers;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // The line that would make a new project is no line for this one.
    const { message, exitCode, details } = error;
    throw new UserError(message, { exitCode, details, hint: "what there is: update --help", cause: error });
  }
}
