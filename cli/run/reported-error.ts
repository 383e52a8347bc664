import { ExitCode, type ExitName, UserError } from "./errors.js";

/** A failure in a JSON document; the same in those of every command. */
export interface ReportedError {
  /** The name of the exit code. */
  readonly code: ExitName;
  readonly message: string;
  readonly details: readonly string[];
  readonly hint: string | null;
  /** The file with all that a failed child process printed. */
  readonly log: string | null;
}

export function reportedError(failure: unknown): ReportedError {
  if (!(failure instanceof UserError)) {
    const message = failure instanceof Error ? failure.message : String(failure);
    return { code: "internal", message, details: [], hint: null, log: null };
  }
  const { exitCode, message, details, hint = null, log = null } = failure;
  return { code: nameOf(exitCode), message, details, hint, log };
}

function nameOf(exitCode: ExitCode): ExitName {
  const names = Object.keys(ExitCode) as ExitName[];
  return names.find((name) => ExitCode[name] === exitCode) ?? "internal";
}
