import type { PromptQuestion } from "../answers/prompt.js";
import { WentBack } from "../answers/prompt.js";
import type { Run } from "../run.js";
import { plainAdapter, terminalAdapter } from "./adapter.js";

/** Asks the person at the terminal one thing. @returns false also when they leave it. */
export async function confirm(question: PromptQuestion, run: Pick<Run, "signal" | "plain">): Promise<boolean> {
  const adapterFor = run.plain ? plainAdapter : terminalAdapter;
  try {
    const answers = await adapterFor(run.signal, process.stdin, process.stderr).prompt([question]);
    return answers[question.name] === true;
  } catch (error) {
    if (error instanceof WentBack) return false;
    throw error;
  }
}
