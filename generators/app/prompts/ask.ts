import inquirer from "inquirer";
import { Interrupted } from "../../../cli/run/errors.js";
import type { PromptQuestion } from "../../answers/prompt.js";
import { WentBack } from "../../answers/prompt.js";
import { checkedInput } from "./checked-input.js";

export interface Terminal {
  readonly signal: AbortSignal;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/** The errors with which inquirer's prompts end when nobody answers. */
const ENDED = ["ExitPromptError", "AbortPromptError", "CancelPromptError"];

/**
 * @throws {Interrupted} on Ctrl-C, Ctrl-D, the terminal's end, or the signal.
 * @throws {WentBack} on Esc.
 */
export async function ask(
  questions: readonly PromptQuestion[],
  answers: Record<string, unknown>,
  { signal, input, output }: Terminal,
): Promise<Record<string, unknown>> {
  const [closed, back] = [new AbortController(), new AbortController()];
  const ends = AbortSignal.any([signal, closed.signal, back.signal]);
  const prompt = inquirer.createPromptModule({ input, output, signal: ends });
  prompt.registerPrompt("checked-input", checkedInput);
  // Ctrl-D closes readline, after which a prompt would wait for ever: its input is paused and nobody resumes it.
  const onPause = () => setImmediate(() => input.isPaused() && closed.abort());
  const onKey = (_text: unknown, key?: { name?: string }) => key?.name === "escape" && back.abort();
  // After Ctrl-Z and fg readline pauses its input and leaves it to others to go on: before what onPause looks at.
  const onContinue = () => setImmediate(() => input.resume());
  process.on("SIGCONT", onContinue);
  input.on("pause", onPause).on("end", onPause).on("keypress", onKey);
  try {
    return await prompt(questions as Parameters<typeof prompt>[0], { ...answers });
  } catch (error) {
    if (back.signal.aborted) throw new WentBack();
    throw error instanceof Error && ENDED.includes(error.name) ? new Interrupted() : error;
  } finally {
    process.off("SIGCONT", onContinue);
    input.off("pause", onPause).off("end", onPause).off("keypress", onKey);
  }
}
