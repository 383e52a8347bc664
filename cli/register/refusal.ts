import { ExitCode, UserError } from "../run/errors.js";

/** Said before anything is written. */
export function refusal(message: string, hint?: string): UserError {
  return new UserError(`${message}; nothing was changed`, {
    exitCode: ExitCode.configFailed,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** For a file that need not be there. */
export function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
