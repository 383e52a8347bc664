import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { makeTheme } from "@inquirer/core";
import type { PromptQuestion } from "../../answers/prompt.js";

/** What is on a terminal of a run that asks: a line for each answer, and below them the question that is open. */
export class Screen {
  readonly output: NodeJS.WriteStream;
  readonly #answered: string[] = [];
  /** What was drawn last of the open question. */
  #frame = "";

  constructor(readonly terminal: NodeJS.WriteStream) {
    const write = (chunk: string | Uint8Array): boolean => {
      const text = String(chunk);
      // The other writes only move the cursor along the line.
      if (!MOVE.test(text)) this.#frame = text.replace(ERASED, "");
      return terminal.write(chunk);
    };
    this.output = new Proxy(terminal, {
      get(target, key) {
        if (key === "write") return write;
        const value = Reflect.get(target, key, target) as unknown;
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }

  answered({ message }: PromptQuestion, answer: unknown): void {
    const { prefix, style } = makeTheme();
    const text = typeof answer === "boolean" ? (answer ? "Yes" : "No") : String(answer);
    const done = typeof prefix === "string" ? prefix : prefix.done;
    const line = `${done} ${style.message(message, "done")} ${style.answer(text)}`;
    this.#answered.push(line);
    this.terminal.write(`${line}\n`);
  }

  /** The last answer is taken back, and its line goes. */
  takeBack(): void {
    const line = this.#answered.pop();
    if (line === undefined) return;
    this.terminal.moveCursor(0, -rowsOf(line, this.terminal));
    this.terminal.cursorTo(0);
    this.terminal.clearScreenDown();
  }

  /** Whoever had the terminal meanwhile has written below the question. */
  redraw(): void {
    this.terminal.write(`\r${this.#frame}`);
  }
}

/** As inquirer writes it, before what it draws anew: down, and line by line up again. */
const ERASED = /^(\u001b\[\d*B)?(\u001b\[2K(\u001b\[1A)?)*(\u001b\[G)?/;
const MOVE = /^(\u001b\[\d*G)?$/;

/** On how many rows of the terminal a line is. */
function rowsOf(line: string, output: NodeJS.WriteStream): number {
  const measure = createInterface({ input: new PassThrough(), output, terminal: true });
  measure.setPrompt(stripVTControlCharacters(line));
  const { rows } = measure.getCursorPos();
  measure.close();
  return rows + 1;
}
