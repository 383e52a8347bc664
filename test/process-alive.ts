import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Whether a process still runs; one that ended and was never waited for (a zombie) does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    // "PID (name) STATE ..."; the name may contain anything, even brackets.
    return !/^ [ZX]/.test(readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)/s, ""));
  } catch {
    return process.platform !== "linux";
  }
}

/** Resolves to the ms that it took until the process was gone; rejects after `bound` ms. */
export async function untilGone(pid: number, bound: number): Promise<number> {
  const started = performance.now();
  while (isAlive(pid)) {
    if (performance.now() - started > bound) throw new Error(`process ${pid} is still there after ${bound} ms`);
    await sleep(20);
  }
  return performance.now() - started;
}
