import { makeTheme } from "@inquirer/core";
import inquirer from "inquirer";
import { Interrupted } from "../../../cli/run/errors.js";
import type { PromptQuestion } from "../../answers/prompt.js";
import { WentBack } from "../../answers/prompt.js";
import { checkedInput } from "./checked-input.js";
import type { Screen } from "./screen.js";

export interface Terminal {
  readonly signal: AbortSignal;
  readonly input: NodeJS.ReadStream;
  readonly screen: Screen;
}

/** The errors with which inquirer's prompts end when nobody answers. */
const ENDED = ["ExitPromptError", "AbortPromptError", "CancelPromptError"];

/** Each question names its keys, in one line; a confirmation has no line for them. */
function withKeys(question: PromptQuestion): object {
  const { style } = makeTheme();
  const { type, message, escape = "back" } = question;
  if (type === "confirm") return { ...question, message: `${message} ${style.help(`(Esc: ${escape})`)}` };
  if (type !== "select") return question;
  const keysHelpTip = (keys: readonly (readonly [string, string])[]) =>
    style.help([...keys, ["Esc", escape]].map(([key, does]) => `${key} ${does}`).join(" • "));
  return { ...question, theme: { style: { keysHelpTip } } };
}

/**
 * @throws {Interrupted} on Ctrl-C, Ctrl-D, the terminal's end, or the signal.
 * @throws {WentBack} on Esc.
 */
export async function ask(
  questions: readonly PromptQuestion[],
  answers: Record<string, unknown>,
  { signal, input, screen }: Terminal,
): Promise<Record<string, unknown>> {
  const [closed, back] = [new AbortController(), new AbortController()];
  const ends = AbortSignal.any([signal, closed.signal, back.signal]);
  // An answer's line is written here, so that a step back can take it away again.
  const options = { input, output: screen.output, signal: ends, clearPromptOnDone: true };
  const prompt = inquirer.createPromptModule(options);
  prompt.registerPrompt("checked-input", checkedInput);
  // Ctrl-D closes readline, after which a prompt would wait for ever: its input is paused and nobody resumes it.
  const onPause = () => setImmediate(() => input.isPaused() && closed.abort());
  const onKey = (_text: unknown, key?: { name?: string }) => key?.name === "escape" && back.abort();
  // After Ctrl-Z and fg readline pauses its input and leaves it to others to go on: before what onPause looks at.
  const onContinue = () => setImmediate(() => (input.resume(), screen.redraw()));
  process.on("SIGCONT", onContinue);
  input.on("pause", onPause).on("end", onPause).on("keypress", onKey);
  try {
    const given = await prompt(questions.map(withKeys) as Parameters<typeof prompt>[0], { ...answers });
    for (const question of questions) screen.answered(question, given[question.name]);
    return given;
  } catch (error) {
    if (back.signal.aborted) {
      screen.takeBack();
      throw new WentBack();
    }
    throw error instanceof Error && ENDED.includes(error.name) ? new Interrupted() : error;
  } finally {
    process.off("SIGCONT", onContinue);
    input.off("pause", onPause).off("end", onPause).off("keypress", onKey);
  }
}
