import { spawnSync } from "node:child_process";
import { medianOf, spreadOf } from "./summary.js";

/** A command whose run time is wanted. */
export interface Subject {
  readonly name: string;
  /** Arguments to Node; called for each run, so that a run can have a folder of its own. */
  readonly args: (run: number) => readonly string[];
}

export interface Summary {
  readonly name: string;
  readonly runs: number;
  /** All in ms, from the start of the process to its end. */
  readonly min: number;
  readonly median: number;
  readonly max: number;
  /** Medians, against the first subject's. */
  readonly ratio: number;
}

/**
 * Runs the subjects in turn, round after round: what else the machine does then weighs on all of them alike.
 * One round before the first is not counted: it fills the file cache.
 * @throws when a run ends with another code than 0.
 */
export function measureInterleaved(subjects: readonly Subject[], rounds: number, cwd: string): Summary[] {
  const times = subjects.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    subjects.forEach((subject, index) => {
      const ms = runOnce(subject, round, cwd);
      if (round > 0) times[index]?.push(ms);
    });
  }
  const base = medianOf(times[0] ?? []);
  return subjects.map(({ name }, index) => summaryOf(name, times[index] ?? [], base));
}

function runOnce(subject: Subject, round: number, cwd: string): number {
  // What the arguments need is made before the clock starts.
  const args = subject.args(round);
  const since = performance.now();
  const { status, error, stderr } = spawnSync(process.execPath, args, {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  const ms = performance.now() - since;
  if (error) throw error;
  if (status !== 0) throw new Error(`${subject.name} ended with ${status}:\n${stderr}`);
  return ms;
}

function summaryOf(name: string, times: readonly number[], base: number): Summary {
  const spread = spreadOf(times);
  return { name, runs: times.length, ...spread, ratio: spread.median / base };
}
