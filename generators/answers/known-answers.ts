import type { Question, QuestionContext, Texts } from "../languages/question.js";
import { QUESTIONS } from "./questions.js";
import type { GivenSwitches } from "./switches.js";

/** What a run knows before anybody is asked. */
export interface KnownAnswers {
  /** What flags say, and an answers file where no flag does. */
  readonly texts: Texts;
  readonly switches: GivenSwitches;
  /** What the surroundings suggest, such as the package manager that started us: a default that knows more. */
  readonly detected: Texts;
  /** Where an answer stands that came from a file, such as `answers.yaml:3`. */
  readonly places: Readonly<Record<string, string>>;
  /** What is wrong with the answers file itself, one line each. */
  readonly problems: readonly string[];
}

export const NOTHING_KNOWN: KnownAnswers = { texts: {}, switches: {}, detected: {}, places: {}, problems: [] };

/** What an answers file holds. */
export type FileAnswers = Pick<KnownAnswers, "texts" | "switches" | "places" | "problems">;

/**
 * The one place that decides which answer counts:
 *
 *   flag  >  answers file  >  detected  >  default  >  prompt
 *
 * A question that neither a flag nor the file answers is asked where somebody is there to answer; the prompt offers what
 * was detected, or else the default. Where nobody is, that offer is the answer.
 */
export function flagsOver(
  file: FileAnswers,
  flags: Pick<KnownAnswers, "texts" | "switches">,
  detected: Texts,
): KnownAnswers {
  const texts: Texts = { ...file.texts, ...flags.texts };
  const switches: GivenSwitches = { ...file.switches, ...flags.switches };
  const byFlag = new Set(Object.keys({ ...flags.texts, ...flags.switches }));
  const places = Object.fromEntries(Object.entries(file.places).filter(([key]) => !byFlag.has(key)));
  return { texts, switches, detected, places, problems: file.problems };
}

/** What counts when neither a flag nor a file answers, and what a prompt offers. */
export function offered(question: Question, context: QuestionContext, detected: Texts): string | undefined {
  return detected[question.key] ?? question.default(context);
}

/** What the surroundings say about answers that nobody gave. */
export function detect(env: NodeJS.ProcessEnv, cwd: string): Texts {
  const found = QUESTIONS.map((question) => [question.key, question.detect?.(env, cwd)] as const);
  return Object.fromEntries(found.filter(([, text]) => text !== undefined));
}
