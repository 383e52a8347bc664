import type { PromptQuestion } from "../answers/prompt.js";
import { askPlainly, PLAIN_KEYS } from "./prompts/plain.js";
import type { Screen } from "./prompts/screen.js";

/** What Yeoman calls an adapter: how a generator speaks to a person. */
export interface Adapter {
  /** Yeoman's running commentary; ours has its own texts, so it goes nowhere. */
  readonly log: ((...args: unknown[]) => void) & { error(...args: unknown[]): void };
  /**
   * Asks the questions in their order.
   * @throws {Interrupted} on Ctrl-C, or when the run is ended meanwhile.
   * @throws {WentBack} when the question before is wanted again.
   */
  prompt(questions: readonly PromptQuestion[], answers?: Record<string, unknown>): Promise<Record<string, unknown>>;
  progress(work: (progress: { step(prefix: string, message: string): void }) => Promise<unknown>): Promise<unknown>;
  close(): void;
}

/** What no run of ours has a use for. */
const UNUSED: Omit<Adapter, "prompt"> = {
  log: Object.assign(() => {}, { error() {} }),
  progress: (work) => work({ step() {} }),
  close() {},
};

/** Asks on stderr, as stdout is for results. The prompt library is loaded when there is something to ask. */
export function terminalAdapter(signal: AbortSignal, input: NodeJS.ReadStream, output: NodeJS.WriteStream): Adapter {
  let screen: Screen | undefined;
  return {
    ...UNUSED,
    async prompt(questions, answers = {}) {
      const [{ ask }, { Screen: Made }] = await Promise.all([
        import("./prompts/ask.js"),
        import("./prompts/screen.js"),
      ]);
      screen ??= new Made(output);
      return ask(questions, answers, { signal, input, screen });
    },
  };
}

/** Asks line by line on stderr, and draws nothing again. */
export function plainAdapter(signal: AbortSignal, input: NodeJS.ReadStream, output: NodeJS.WriteStream): Adapter {
  let isFirst = true;
  return {
    ...UNUSED,
    async prompt(questions) {
      if (isFirst) output.write(PLAIN_KEYS);
      isFirst = false;
      return askPlainly(questions, { signal, input, output });
    },
  };
}
