/** The exit codes of both commands. They are part of the outside contract: README.md lists them. */
export const ExitCode = {
  ok: 0,
  internal: 1,
  usage: 2,
  targetInTheWay: 3,
  toolMissing: 4,
  buildFailed: 5,
  checkFailed: 6,
  configFailed: 7,
  conflicts: 8,
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
/** The words for them in JSON documents. */
export type ExitName = keyof typeof ExitCode;

export interface UserErrorOptions {
  readonly exitCode: ExitCode;
  /** What to do next: a command or a sentence, shown under the message. */
  readonly hint?: string;
  /** Lines that explain, such as the last output of a child process; shown between message and hint. */
  readonly details?: readonly string[];
  /** The file with all that a failed child process printed; absolute. */
  readonly log?: string | undefined;
  readonly cause?: unknown;
}

/** A failure that the person at the terminal can do something about: shown as a message, never as a stack. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
  readonly details: readonly string[];
  readonly log: string | undefined;

  constructor(message: string, options: UserErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = options.exitCode;
    this.hint = options.hint;
    this.details = options.details ?? [];
    this.log = options.log;
  }
}

/** Somebody pressed Ctrl-C, or a supervisor sent SIGTERM: not a failure to explain, only to clean up after. */
export class Interrupted extends UserError {
  constructor(message = "interrupted") {
    super(message, { exitCode: ExitCode.interrupted });
  }
}
