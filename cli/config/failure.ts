import { ConfigError, ConfigNotEditable, EntryConflict, type Place } from "../../daemon/config/parse/errors.js";
import { ProgramInUse } from "../files/program-in-use.js";
import { NotRegular } from "../files/regular-file.js";
import { ExitCode, UserError } from "../run/errors.js";
import { reasonOf } from "../run/system-error.js";

/** "file:line:column", as editors and terminals understand it. */
export function at(file: string, place: Place | undefined): string {
  return place ? `${file}:${place.line}:${place.column}` : file;
}

/**
 * A failure of `register` or `unregister` as the person at the terminal should see it; what is not theirs stays as it is.
 * `snippet` is what to paste where the file cannot be edited.
 */
export function asUserError(error: unknown, configFile: string, snippet: readonly string[] = []): unknown {
  if (error instanceof UserError) return error;
  if (error instanceof ConfigError) {
    const byHand = error instanceof ConfigNotEditable && snippet.length > 0;
    return new UserError(`${at(configFile, error.place)}: ${error.message}; nothing was changed`, {
      exitCode: ExitCode.configFailed,
      cause: error,
      ...(byHand ? { details: ["what to add by hand:", ...snippet.map((line) => `  ${line}`)] } : {}),
      ...(error instanceof EntryConflict
        ? { hint: "register --overwrite changes it; or give this plugin another name" }
        : {}),
    });
  }
  if (error instanceof ProgramInUse) {
    return new UserError(`${error.message}; nothing was changed`, {
      exitCode: ExitCode.configFailed,
      hint: "stop the daemon, then try again",
      cause: error,
    });
  }
  if (error instanceof NotRegular) {
    return new UserError(`${error.message}; nothing was changed`, { exitCode: ExitCode.configFailed, cause: error });
  }
  const { code, path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  const reason = reasonOf(code);
  if (reason === undefined) return error;
  // Renaming fails because of where it goes to, not because of our own temporary file.
  return new UserError(`${dest ?? path ?? configFile}: ${reason}; nothing was changed`, {
    exitCode: ExitCode.configFailed,
    cause: error,
  });
}
