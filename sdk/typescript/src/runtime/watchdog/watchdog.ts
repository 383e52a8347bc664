import { closeSync } from "node:fs";
import { isMainThread, Worker } from "node:worker_threads";
import { formatRecord } from "../../go-plugin/logging/hclog.js";
import type { Logger } from "../../go-plugin/logging/logger.js";
import { reasonOf } from "../../go-plugin/rpc/reason.js";
import { THREAD, type ThreadData } from "./thread.js";

/** ms for which the event loop may not turn, unless the plugin says another time. */
export const WATCHDOG_MS = 10_000;

/** ms between two looks, at most. */
const LONGEST_TICK_MS = 1_000;
/** The process's own event: an interruption reaches this module by it, wherever the bundler has put it. */
const STUCK = "laniakea-plugin-sdk: the event loop is stuck";
/** MiB: a thread that counts needs next to nothing. */
const THREAD_LIMITS = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };

/** How a process is watched. */
export interface WatchdogOptions {
  /** The plugin's name, for the log. */
  readonly name: string;
  /** ms for which the event loop may not turn; 0 for no watch. */
  readonly limitMs: number;
  readonly log: Logger;
  /** Ends the process with exit code 1; called when the log has the reason. */
  readonly end: () => void;
}

/**
 * The watch over the event loop, by a thread of its own: code that never awaits keeps everything else waiting, the daemon's calls too, and
 * hangs the daemon with it. Logs where it is stuck, and ends the process.
 */
export class Watchdog {
  #isStarted = false;

  constructor(readonly options: WatchdogOptions) {}

  /** Starts the thread, the first time: a plugin that has nothing to do yet needs no watch, and pays for none. */
  start(): void {
    const { limitMs, log } = this.options;
    if (this.#isStarted || !(limitMs > 0) || !isMainThread) return;
    this.#isStarted = true;
    const tickMs = Math.min(LONGEST_TICK_MS, limitMs / 10);
    const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const workerData: ThreadData = {
      beats: beats.buffer as SharedArrayBuffer,
      tickMs,
      mostTicks: Math.ceil(limitMs / tickMs),
      event: STUCK,
      record: this.#recordWithoutStack(),
    };
    try {
      // Without the variables, NODE_OPTIONS would load the author's hooks into this thread, too.
      const worker = new Worker(THREAD, {
        eval: true,
        env: {},
        execArgv: [],
        workerData,
        resourceLimits: THREAD_LIMITS,
      });
      worker.on("error", (error) => this.#tellOfNoWatch(error));
      worker.unref();
    } catch (error) {
      return this.#tellOfNoWatch(error);
    }
    setInterval(() => Atomics.add(beats, 0, 1), tickMs).unref();
    (process as NodeJS.EventEmitter).on(STUCK, () => this.#stuck());
    log.debug("the event loop is watched", { limitMs });
  }

  /** Runs in the middle of the stuck code. */
  #stuck(): void {
    if (isBeingDebugged()) return;
    const { log, end } = this.options;
    const before = Error.stackTraceLimit;
    Error.stackTraceLimit = 50;
    const error = new Error(`the event loop has not turned for ${this.#seconds} s`);
    Error.stackTraceLimit = before;
    error.stack = withoutInterruption(error.stack ?? "");
    log.error(this.#message(""), { error });
    // Node writes of an inspector's session that is still open, which is ours, and nobody would know what it means.
    process.once("exit", () => closeSync(2));
    end();
  }

  get #seconds(): number {
    return this.options.limitMs / 1_000;
  }

  #message(where: string): string {
    return (
      `the event loop has not turned for ${this.#seconds} s${where}, and the daemon would hang: the process ends; await what takes long, ` +
      "or give it to a worker thread. watchdogMs in the plugin's definition is this time"
    );
  }

  #recordWithoutStack(): string {
    // Bun interrupts nothing: where it is stuck is not known there.
    const where = "bun" in process.versions ? "" : " in a call that is not JavaScript, such as execSync";
    const message = this.#message(where);
    return formatRecord({ level: "error", message, name: this.options.name, time: new Date() });
  }

  #tellOfNoWatch(error: unknown): void {
    this.options.log.warn(`the event loop is not watched: ${reasonOf(error)}`, { error });
  }
}

/** One that holds the process at a line would find it dead. */
function isBeingDebugged(): boolean {
  return process.getBuiltinModule("node:inspector").url() !== undefined;
}

/** The lines of this file, of `process.emit` and of the interruption are not the author's. */
function withoutInterruption(stack: string): string {
  const [first = "", ...lines] = stack.split("\n");
  const evaluated = lines.findIndex((line) => /at (?:eval \()?<anonymous>:1:\d+/.test(line));
  return [first, ...lines.slice(evaluated + 1)].join("\n");
}
