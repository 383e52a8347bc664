import type { Progress } from "../../sdk/cli/progress.js";

/** What a run is given besides answers and switches. */
export interface Run {
  readonly cwd: string;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Results go here. */
  readonly stdout: NodeJS.WritableStream;
  /** Only errors are shown. */
  readonly quiet: boolean;
  /** Whether somebody is there to answer. */
  readonly interactive: boolean;
}
