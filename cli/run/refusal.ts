import { ExitCode, UserError } from "./errors.js";

/** What keeps the daemon's folder as it is; said before anything is written. */
export function refusal(message: string, hint?: string): UserError {
  return new UserError(`${message}; nothing was changed`, {
    exitCode: ExitCode.configFailed,
    ...(hint === undefined ? {} : { hint }),
  });
}
