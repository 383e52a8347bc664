import { basename, dirname } from "node:path";
import {
  ConfigError,
  ConfigNotEditable,
  EntryConflict,
  EntryTwice,
  type Place,
} from "../../daemon/config/parse/errors.js";
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
    const byHand = error instanceof ConfigNotEditable && !(error instanceof EntryTwice) && snippet.length > 0;
    return new UserError(`${at(configFile, error.place)}: ${error.message}; nothing was changed`, {
      exitCode: ExitCode.configFailed,
      cause: error,
      ...(byHand
        ? {
            details: [
              "correct that and try again, or have this by hand in the one list of the key Plugins:",
              ...snippet.map((line) => `  ${line}`),
            ],
          }
        : {}),
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
  const { code, path, dest, syscall } = error as NodeJS.ErrnoException & { dest?: string };
  const reason = reasonOf(code);
  if (reason === undefined) return error;
  // Renaming fails because of where it goes to, not because of our own temporary file.
  return new UserError(`${problemOf(dest ?? path ?? configFile, reason, syscall)}; nothing was changed`, {
    exitCode: ExitCode.configFailed,
    cause: error,
  });
}

/** Nobody knows our temporary files: where one cannot be made, it is the folder that is not writable. */
function problemOf(path: string, reason: string, syscall: string | undefined): string {
  const isTemporary = basename(path).startsWith(".") && path.endsWith(".tmp");
  const isDenied = /\((EACCES|EPERM|EROFS)\)$/.test(reason);
  if (isTemporary && isDenied) return `the folder ${dirname(path)} is not writable: ${reason}`;
  // What is only asked is whether a file that was read may be written, too.
  return syscall === "access" && isDenied ? `${path} cannot be written: ${reason}` : `${path}: ${reason}`;
}
