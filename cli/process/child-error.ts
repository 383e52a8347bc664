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
}

/** A step's failed child process, for the person who sees it: exit 5, its last lines, and all that it printed in a file. */
export async function childError(
  message: string,
  cause: ChildFailed,
  { step, hint, isChatter = () => false }: ChildErrorOptions,
): Promise<UserError> {
  return new UserError(message, {
    exitCode: ExitCode.buildFailed,
    details: cause.lastLines.filter((line) => !isChatter(line)),
    log: await keepLog(step, cause),
    ...(hint === undefined ? {} : { hint }),
    cause,
  });
}
