import { resolve } from "node:path";
import { languageOf } from "../languages/detect.js";
import { parseTargets } from "../languages/target.js";
import { interruptible } from "../run/interrupt.js";
import { terminalProgress } from "../run/progress/terminal-progress.js";
import { build } from "./build.js";
import { buildFor, type TargetResult } from "./build-for.js";
import { showLicenses } from "./licenses.js";
import { assertCrosses } from "./refusals.js";

export interface BuildFlags {
  readonly target?: readonly string[];
  readonly runtime?: string;
  readonly licenses?: boolean;
}

/** What `build` does and prints. */
export async function runBuild(project: string, { target, runtime, licenses = false }: BuildFlags = {}): Promise<void> {
  // Where no target is taken, none is named.
  if (target !== undefined) assertCrosses(await languageOf(resolve(project)));
  const targets = target && parseTargets(target);
  if (licenses) return await showLicenses(project, targets);
  const progress = await terminalProgress(process.stderr);
  const onWarning = (line: string) => void process.stderr.write(`${line}\n`);
  await interruptible(async (signal) => {
    const options = { project, runtime, signal, progress, onWarning };
    if (targets !== undefined) {
      for (const result of await buildFor(targets, options)) process.stdout.write(`${targetLine(result)}\n`);
      return;
    }
    const { executable, bytes, startMs, runtime: runs, needs } = await build(options);
    const parts = [megabytes(bytes), `handshake after ${Math.round(startMs)} ms`];
    process.stdout.write(`${executable} (${parts.join(", ")})\n`);
    if (needs !== undefined) process.stdout.write(`  runs on ${runs}; needs ${needs}\n`);
  });
}

function targetLine({ executable, bytes, startMs, how, runtime, needs }: TargetResult): string {
  const spoke = startMs === undefined ? `not started: ${how}` : `handshake after ${Math.round(startMs)} ms by ${how}`;
  return `${executable} (${megabytes(bytes)}, ${spoke})\n  runs on ${runtime}; needs ${needs}`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
