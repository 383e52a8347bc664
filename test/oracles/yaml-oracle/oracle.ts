import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { PluginEntry } from "../../../daemon/entry.js";

/** What the daemon's own parser makes of a config. */
export interface Reading {
  /** Why the daemon would drop the file and run on its defaults; empty when it takes it. */
  readonly error: string;
  readonly pluginDir: string;
  readonly plugins: readonly (PluginEntry | null)[];
  /** Every other setting, as the daemon types it. */
  readonly settings: string;
  /** Every other top-level key with its untyped value. */
  readonly rest: string;
}

/** True when there is a Go toolchain to build the oracle with. */
export function hasGo(): boolean {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A running yaml.v2 with the daemon's struct tags. */
export class Oracle {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #folder: string;
  readonly #waiting: ((line: string) => void)[] = [];

  private constructor(folder: string, executable: string) {
    this.#folder = folder;
    this.#process = spawn(executable);
    createInterface(this.#process.stdout).on("line", (line) => this.#waiting.shift()?.(line));
  }

  static async start(): Promise<Oracle> {
    const folder = await mkdtemp(join(tmpdir(), "yaml-oracle-"));
    const executable = join(folder, process.platform === "win32" ? "oracle.exe" : "oracle");
    execFileSync("go", ["build", "-o", executable, "."], { cwd: import.meta.dirname, stdio: "inherit" });
    return new Oracle(folder, executable);
  }

  async read(config: string | Buffer): Promise<Reading> {
    const answer = new Promise<string>((resolve) => this.#waiting.push(resolve));
    this.#process.stdin.write(`${JSON.stringify({ base64: Buffer.from(config).toString("base64") })}\n`);
    const { error, pluginDir, plugins, settings, rest } = JSON.parse(await answer);
    return { error, pluginDir, plugins: plugins ?? [], settings, rest };
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("close", resolve));
    this.#process.stdin.end();
    await ended;
    rmSync(this.#folder, { recursive: true });
  }
}
