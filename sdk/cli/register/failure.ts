import { ConfigError, ConfigNotEditable, EntryConflict, type Place } from "../../laniakea/config-errors.js";
import { ExitCode, UserError } from "../errors.js";

/** "file:line:column", as editors and terminals understand it. */
export function at(file: string, place: Place | undefined): string {
  return place ? `${file}:${place.line}:${place.column}` : file;
}

/** What a failed system call means, in words: "no space left on the disk (ENOSPC)"; undefined for a code that says little to a person. */
export function reasonOf(code: string | undefined): string | undefined {
  const reason = code === undefined ? undefined : REASONS[code];
  return reason === undefined ? undefined : `${reason} (${code})`;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the disk",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of the path is not a folder",
  EISDIR: "is a folder, not a file",
  ELOOP: "too many symbolic links",
  ENAMETOOLONG: "the path is too long",
  ENOENT: "not found",
  EBUSY: "in use by another program; stop the daemon first",
  ETXTBSY: "in use by another program; stop the daemon first",
  EIO: "the disk failed",
};

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
  const { code, path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  const reason = reasonOf(code);
  if (reason === undefined) return error;
  // Renaming fails because of where it goes to, not because of our own temporary file.
  return new UserError(`${dest ?? path ?? configFile}: ${reason}; nothing was changed`, {
    exitCode: ExitCode.configFailed,
    cause: error,
  });
}
