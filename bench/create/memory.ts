import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { medianOf } from "../summary.js";
import type { Installed } from "./place.js";
import { madeBy } from "./subjects.js";

const RUNS = 3;

export interface Memory {
  /** Of the process itself, without those that it starts. */
  readonly peakMegabytes: number;
  readonly files: number;
}

/** What making a project takes at its peak. Measured apart from the times, as it is the process that tells. */
export function memoryOf({ candidate, entry }: Installed, work: string, env: NodeJS.ProcessEnv): Memory {
  const [hook, said] = [join(work, "peak.cjs"), join(work, "peak.txt")];
  writeFileSync(
    hook,
    `process.on("exit", () => require("node:fs").writeFileSync(${JSON.stringify(said)}, String(process.resourceUsage().maxRSS)));`,
  );
  const peaks: number[] = [];
  let files = 0;
  for (let run = 0; run < RUNS; run++) {
    spawnSync(process.execPath, ["--require", hook, entry, ...candidate.make(`peak${run}`)], {
      cwd: work,
      env,
      stdio: "ignore",
    });
    files = madeBy(candidate, `peak${run}`, work);
    // Node gives kilobytes on every platform.
    peaks.push(Number(readFileSync(said, "utf8")) / 1024);
  }
  return { peakMegabytes: medianOf(peaks), files };
}
