import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
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

/** The command lines of the processes with `text` in their environment, in whatever group; Linux alone shows that. */
export async function processesWith(text: string): Promise<readonly string[]> {
  if (process.platform !== "linux") return [];
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = pids.map(async (pid) => {
    const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
    // One that has ended and was not waited for has none.
    return environment.includes(text) ? await readFile(`/proc/${pid}/cmdline`, "latin1").catch(() => "") : "";
  });
  return (await Promise.all(lines)).filter((line) => line !== "");
}

/** Rejects with what still runs when it takes more than `bound` ms. */
export async function untilNobodyHas(text: string, bound: number): Promise<void> {
  const deadline = performance.now() + bound;
  for (;;) {
    const left = await processesWith(text);
    if (left.length === 0) return;
    if (performance.now() > deadline) throw new Error(`still there: ${left.join("; ")}`);
    await sleep(50);
  }
}
