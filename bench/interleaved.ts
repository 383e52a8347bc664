import { spawnSync } from "node:child_process";
import { type Spread, spreadOf } from "./summary.js";

/** A command whose run time is wanted. */
export interface Subject {
  readonly name: string;
  /** Default: this Node. */
  readonly program?: string;
  /** Called for each run, so that a run can have a folder of its own. */
  readonly args: (run: number) => readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Looks at what a run has done, after the clock has stopped. Throws when it did not do what it was started for. */
  readonly verify?: (run: number, stdout: string) => void;
  /** It takes part in so many of the rounds only, the first ones: for what is slow. */
  readonly atMost?: number;
}

export interface Timing {
  readonly name: string;
  /** One a round, in ms, from the start of the process to its end. */
  readonly ms: readonly number[];
  /** Why there are no more. */
  readonly failure?: string;
}

/**
 * Runs the subjects in turn, round after round: what else the machine does then weighs on all of them alike.
 * One round before the first is not counted: it fills the file cache.
 * A subject that ends with another code than 0, or did not do what it should, has failed: it is not run again.
 */
export function measureInterleaved(subjects: readonly Subject[], rounds: number, cwd: string): Timing[] {
  const runs = subjects.map((subject) => ({ subject, ms: [] as number[], failure: undefined as string | undefined }));
  for (let round = 0; round <= rounds; round++) {
    for (const run of runs) {
      if (run.failure !== undefined || round > (run.subject.atMost ?? rounds)) continue;
      try {
        const ms = runOnce(run.subject, round, cwd);
        if (round > 0) run.ms.push(ms);
      } catch (error) {
        run.failure = (error as Error).message;
      }
    }
  }
  return runs.map(({ subject: { name }, ms, failure }) =>
    failure === undefined ? { name, ms } : { name, ms: [], failure },
  );
}

function runOnce(subject: Subject, round: number, cwd: string): number {
  // What the arguments need is made before the clock starts.
  const args = subject.args(round);
  const { program = process.execPath, env = process.env } = subject;
  // Only npm is a script, on Windows.
  const shell = process.platform === "win32" && program !== process.execPath;
  const since = performance.now();
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd,
    env,
    shell,
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
  });
  const ms = performance.now() - since;
  if (error) throw error;
  if (status !== 0) throw new Error(`${subject.name} ended with ${status}:\n${stderr}`);
  subject.verify?.(round, stdout);
  return ms;
}

/** How often one's time goes into the other's, round by round: what weighed on a round is in both. */
export function ratioOver({ ms }: Timing, base: Timing): Spread {
  return spreadOf(ms.slice(0, base.ms.length).map((value, round) => value / (base.ms[round] ?? Number.NaN)));
}
