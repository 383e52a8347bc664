import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { personalEnv } from "./cli.js";

/** `dev` of one of the commands, as a terminal without echo would show it. */
export class Dev {
  readonly child: ChildProcessWithoutNullStreams;
  readonly #lines: string[] = [];
  #wake: () => void = () => {};

  constructor(command: string, project: string) {
    this.child = spawn(process.execPath, [command, "dev"], { cwd: project, env: personalEnv() });
    onTestFinished(() => void this.child.kill("SIGKILL"));
    for (const input of [this.child.stdout, this.child.stderr]) {
      createInterface({ input }).on("line", (line) => {
        this.#lines.push(line);
        this.#wake();
      });
    }
  }

  /** Waits for a line, and forgets those up to it. */
  async shows(pattern: RegExp): Promise<string> {
    return (await this.until(pattern)).at(-1) ?? "";
  }

  /** Waits for a line; returns it and those before it, which are forgotten. */
  async until(pattern: RegExp): Promise<readonly string[]> {
    for (;;) {
      const at = this.#lines.findIndex((line) => pattern.test(line));
      if (at !== -1) return this.#lines.splice(0, at + 1);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  type(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  async interrupted(): Promise<number | null> {
    this.child.kill("SIGINT");
    const [code] = await once(this.child, "close");
    return code;
  }
}
