import type { Progress } from "../cli/run/progress/progress.js";

/** What a run is given besides answers and switches. */
export interface Run {
  readonly cwd: string;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Results go here. */
  readonly stdout: NodeJS.WritableStream;
  /** Nothing is written or run. */
  readonly dryRun: boolean;
  /** What says how the run behaves, as flags, for a line that is to do the same; without `--yes`, which such a line always has. */
  readonly modes: readonly string[];
  /** Only what would change is shown, line by line. */
  readonly diff: boolean;
  /** One JSON document is the only result. */
  readonly json: boolean;
  /** Questions come line by line, nothing is drawn again. */
  readonly plain: boolean;
  /** Only errors are shown. */
  readonly quiet: boolean;
  /** Whether somebody is there to answer. */
  readonly interactive: boolean;
}
