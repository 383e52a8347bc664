import inquirer from "inquirer";
import { Interrupted } from "../../sdk/cli/errors.js";
import { checkedInput } from "./checked-input.js";
import type { PromptQuestion } from "./question.js";

export interface Terminal {
  readonly signal: AbortSignal;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/** The errors with which inquirer's prompts end when nobody answers. */
const ENDED = ["ExitPromptError", "AbortPromptError", "CancelPromptError"];

/** @throws {Interrupted} on Ctrl-C, Ctrl-D, the terminal's end, or the signal. */
export async function ask(
  questions: readonly PromptQuestion[],
  answers: Record<string, unknown>,
  { signal, input, output }: Terminal,
): Promise<Record<string, unknown>> {
  const closed = new AbortController();
  const prompt = inquirer.createPromptModule({ input, output, signal: AbortSignal.any([signal, closed.signal]) });
  prompt.registerPrompt("checked-input", checkedInput);
  // Ctrl-D closes readline, after which a prompt would wait for ever: its input is paused and nobody resumes it.
  const onPause = () => setImmediate(() => input.isPaused() && closed.abort());
  input.on("pause", onPause).on("end", onPause);
  try {
    return await prompt(questions as Parameters<typeof prompt>[0], { ...answers });
  } catch (error) {
    throw error instanceof Error && ENDED.includes(error.name) ? new Interrupted() : error;
  } finally {
    input.off("pause", onPause).off("end", onPause);
  }
}
