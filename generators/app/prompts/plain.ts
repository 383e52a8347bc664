import { createInterface, type Interface } from "node:readline/promises";
import { Interrupted } from "../../../cli/run/errors.js";
import { alternatives } from "../../../daemon/text.js";
import type { PromptQuestion } from "../../answers/prompt.js";
import { WentBack } from "../../answers/prompt.js";

/** What is typed to see the question before again. */
const BACK = "<";

/** Said once, before the first question. */
export const PLAIN_KEYS = `Enter alone takes what is in [ ]. ${BACK} and Enter goes back one question.\n`;

export interface PlainTerminal {
  readonly signal: AbortSignal;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/**
 * Asks line by line: nothing is drawn again, so a screen reader reads it in order, and any terminal will do.
 * @throws {Interrupted} on Ctrl-C, Ctrl-D or the signal.
 * @throws {WentBack} on `<`.
 */
export async function askPlainly(
  questions: readonly PromptQuestion[],
  { signal, input, output }: PlainTerminal,
): Promise<Record<string, unknown>> {
  const closed = new AbortController();
  const lines = createInterface({ input, output, terminal: false });
  lines.once("close", () => closed.abort());
  try {
    const answers: Record<string, unknown> = {};
    for (const question of questions) {
      answers[question.name] = await askOne(question, lines, output, AbortSignal.any([signal, closed.signal]));
    }
    return answers;
  } finally {
    lines.close();
  }
}

async function askOne(
  question: PromptQuestion,
  lines: Interface,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<unknown> {
  for (const { value, description } of question.choices ?? []) output.write(`  ${value}: ${description}\n`);
  for (;;) {
    const typed = await lines.question(`${question.message}${hint(question)} `, { signal }).catch(() => {
      output.write("\n");
      throw new Interrupted();
    });
    if (typed.trim() === BACK) throw new WentBack();
    const { value, problem } = await read(question, typed);
    if (problem === undefined) return value;
    output.write(`  ${problem}\n`);
  }
}

function hint({ type, default: fallback, choices }: PromptQuestion): string {
  if (type === "confirm") return fallback === true ? " yes or no [yes]:" : " yes or no [no]:";
  const allowed = choices ? ` (${alternatives(choices.map(({ value }) => value))})` : "";
  return `${allowed}${fallback === undefined ? "" : ` [${String(fallback)}]`}:`;
}

async function read(
  question: PromptQuestion,
  typed: string,
): Promise<{ value?: unknown; problem?: string | undefined }> {
  const { type, default: fallback, choices } = question;
  if (type === "confirm") {
    if (typed.trim() === "") return { value: fallback };
    const word = ["yes", "no"].find((known) => known.startsWith(typed.trim().toLowerCase()));
    return word === undefined ? { problem: "answer yes or no" } : { value: word === "yes" };
  }
  const value = typed === "" ? String(fallback ?? "") : typed;
  if (choices && !choices.some((choice) => choice.value === value)) {
    return { problem: `answer ${alternatives(choices.map((choice) => choice.value))}` };
  }
  const found = question.problem?.(value) ?? question.validate?.(value) ?? true;
  return found === true ? { value } : { problem: found };
}
