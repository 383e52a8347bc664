import { ExitCode, UserError } from "../run/errors.js";
import type { ChildFailed } from "./child.js";
import { keepLog } from "./failure-log.js";

export interface ChildErrorOptions {
  /** Names the file of the log, such as `install`. */
  readonly step: string;
  /** What to do next. */
  readonly hint?: string;
  /** Lines of progress: an error message is better off without them. */
  readonly isChatter?: (line: string) => boolean;
  /** What the step takes, in MB of memory; it is named where the system has ended the child. */
  readonly needsMb?: number;
  /** What to do then. */
  readonly hintWhenKilled?: string;
}

/** A step's failed child process, for the person who sees it: exit 5, its last lines, and all that it printed in a file. */
export async function childError(
  message: string,
  cause: ChildFailed,
  { step, hint, isChatter = () => false, needsMb, hintWhenKilled }: ChildErrorOptions,
): Promise<UserError> {
  const killed = killedBy(cause, needsMb);
  const next = killed === undefined ? hint : (hintWhenKilled ?? "give it more memory, or end what else takes it");
  return new UserError(killed === undefined ? message : `${message}: ${killed}`, {
    exitCode: ExitCode.buildFailed,
    details: cause.lastLines.filter((line) => !isChatter(line)),
    log: await keepLog(step, cause),
    ...(next === undefined ? {} : { hint: next }),
    cause,
  });
}

/** Linux ends the largest process where memory runs out, and nobody is told why. */
function killedBy({ signal }: Pick<ChildFailed, "signal">, needsMb: number | undefined): string | undefined {
  if (signal !== "SIGKILL") return undefined;
  const needs = needsMb === undefined ? "" : `; it needs ${needsMb} MB`;
  return `ended by SIGKILL, probably out of memory${needs}`;
}
