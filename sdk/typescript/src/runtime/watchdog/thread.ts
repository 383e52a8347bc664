/** What the thread is given. */
export interface ThreadData {
  /** A number that the main thread counts up whenever its event loop has turned. */
  readonly beats: SharedArrayBuffer;
  /** ms between two looks. */
  readonly tickMs: number;
  /** Looks without a turn after which the main thread is stuck. */
  readonly mostTicks: number;
  /** The event of `process` that the main thread is interrupted by. True of its listeners: it is dealt with. */
  readonly event: string;
  /** A log record for what cannot be interrupted, but for its time. */
  readonly record: string;
}

/**
 * The thread's code, a text because a single binary has no file for it, and plain JavaScript because nothing compiles it.
 *
 * It counts its own ticks and reads no clock: while the process is stopped, or the machine sleeps, it counts nothing either. What
 * `Runtime.evaluate` says is run by the main thread on top of the stuck code, whose stack is then its own. A call that is not of
 * JavaScript is not interrupted: the thread writes the record itself, and ends the process.
 */
export const THREAD = `"use strict";
const { workerData } = require("node:worker_threads");
const { writeSync } = require("node:fs");
const { beats, tickMs, mostTicks, event, record } = workerData;
const count = new Int32Array(beats);
let last = 0;
let ticks = 0;
let session;

function interrupt() {
  const deadline = setTimeout(end, 1000);
  try {
    session = new (require("node:inspector").Session)();
    session.connectToMainThread();
    session.post("Runtime.evaluate", { expression: "process.emit(" + JSON.stringify(event) + ")" }, (error) => {
      clearTimeout(deadline);
      // A runtime whose inspector does not interrupt, such as Bun.
      if (error) return end();
      // It has answered and lives: a debugger may hold it.
      session.disconnect();
      session = undefined;
      ticks = 0;
    });
  } catch {
    // A runtime without an inspector.
    clearTimeout(deadline);
    end();
  }
}

function end() {
  if (Atomics.load(count, 0) === last) {
    const time = new Date().toISOString().replace("Z", "000Z");
    try {
      writeSync(2, JSON.stringify({ ...JSON.parse(record), "@timestamp": time }) + "\\n");
    } catch {}
    process.kill(process.pid, "SIGKILL");
  }
}

setInterval(() => {
  const now = Atomics.load(count, 0);
  ticks = now === last ? ticks + 1 : 0;
  last = now;
  if (ticks >= mostTicks && session === undefined) interrupt();
}, tickMs);
`;
