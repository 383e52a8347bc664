import { ExitCode, Interrupted, UserError } from "./errors.js";

interface DescribeOptions {
  /** With the stack of what caused it. Default: false. */
  readonly verbose?: boolean;
  /** Program, version and platform, for the report of a bug. */
  readonly about?: string;
}

/**
 * Tells the person who started the program what went wrong.
 * @returns the exit code.
 */
export function tellFailure(error: unknown, options: DescribeOptions, stderr: NodeJS.WritableStream): number {
  stderr.write(`${describeFailure(error, options)}\n`);
  return error instanceof UserError ? error.exitCode : ExitCode.internal;
}

/** What whoever looks into a bug has to know first. */
export function aboutProgram(name: string, programVersion: string): string {
  const { version, platform, arch } = process;
  return `${name} ${programVersion}, Node.js ${version}, ${platform} ${arch}`;
}

/** The text of a failure: message, explaining lines, and what to do next. */
function describeFailure(error: unknown, { verbose = false, about = "" }: DescribeOptions = {}): string {
  if (error instanceof Interrupted) return error.message;
  if (error instanceof UserError) {
    const lines = [`error: ${error.message}`, ...error.details.map((line) => `  ${line}`)];
    if (error.log !== undefined) lines.push(`  all output: ${error.log}`);
    if (error.hint !== undefined) lines.push(`→ ${error.hint}`);
    if (verbose && error.cause instanceof Error && error.cause.stack !== undefined) lines.push(error.cause.stack);
    return lines.join("\n");
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const what = verbose && stack !== undefined ? stack : message;
  const details = verbose ? "" : "; run again with --verbose for the details";
  return `internal error: ${what}\n→ this is a bug of ours: please report it, with "${about}"${details}`;
}
