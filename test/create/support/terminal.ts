import { stripVTControlCharacters } from "node:util";
import { type IPty, spawn } from "@lydell/node-pty";
import headless from "@xterm/headless";
import { onTestFinished } from "vitest";
import { CLI, personalEnv, type RunOptions } from "./cli.js";

export const KEYS = {
  enter: "\r",
  ctrlC: "\x03",
  ctrlD: "\x04",
  ctrlU: "\x15",
  ctrlZ: "\x1a",
  tab: "\t",
  down: "\x1b[B",
  backspace: "\x7f",
  escape: "\x1b",
} as const;

/** A real terminal with the generator in it: keys go in, text comes out. */
export class Terminal {
  readonly #pty: IPty;
  readonly #exit: Promise<number>;
  readonly #emulator: headless.Terminal;
  #output = "";
  /** How much of it {@link shows} has gone past. */
  #seen = 0;
  #hasEnded = false;
  #waiting: (() => void) | undefined;

  /** @param program what runs in it. Default: the generator. */
  constructor(args: readonly string[], { cwd, env }: RunOptions, columns = 100, program = [process.execPath, CLI]) {
    const [file = "", ...first] = program;
    this.#pty = spawn(file, [...first, ...args], {
      cwd,
      cols: columns,
      rows: 40,
      env: personalEnv({ TERM: "xterm-256color", ...env }),
    });
    this.#emulator = new headless.Terminal({ cols: columns, rows: 40, allowProposedApi: true });
    this.#pty.onData((data) => {
      this.#emulator.write(data);
      this.#output += data;
      this.#waiting?.();
    });
    this.#exit = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode }) => {
        this.#hasEnded = true;
        this.#waiting?.();
        resolve(exitCode);
      });
    });
    onTestFinished(() => this.kill("SIGKILL"));
  }

  /** All that was shown so far, with the control characters. */
  get raw(): string {
    return this.#output;
  }

  /** What a person sees of it now: its rows without what is empty below. */
  async screen(): Promise<string> {
    await new Promise<void>((resolve) => this.#emulator.write("", resolve));
    const { active } = this.#emulator.buffer;
    const rows = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? "");
    return rows.join("\n").trimEnd();
  }

  /** Waits until a text is shown that was not shown at the last call, and takes note of it. */
  async shows(text: string): Promise<void> {
    for (;;) {
      const plain = stripVTControlCharacters(this.#output.slice(this.#seen));
      if (plain.includes(text)) {
        this.#seen = this.#output.length;
        return;
      }
      if (this.#hasEnded) throw new Error(`ended without showing ${JSON.stringify(text)}:\n${plain}`);
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  kill(signal: NodeJS.Signals): void {
    try {
      process.kill(this.#pty.pid, signal);
    } catch {
      // It has ended.
    }
  }

  /** The exit code, when it has ended. */
  ended(): Promise<number> {
    return this.#exit;
  }
}
