import { type Command, CommanderError } from "commander";
import { ExitCode, Interrupted, UserError } from "./errors.js";

/** Where a program writes; the entry passes the process's own streams. */
export interface Streams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/**
 * Runs a commander program and turns whatever happens into an exit code and a message for the person who sees it.
 * The caller sets `process.exitCode`: nothing below the entry ends the process.
 */
export async function runProgram(
  program: Command,
  argv: readonly string[],
  streams: Streams = process,
): Promise<number> {
  prepare(program, streams);
  try {
    await program.parseAsync([...argv], { from: "user" });
    return ExitCode.ok;
  } catch (error) {
    return report(error, { verbose: argv.includes("--verbose"), about: about(program) }, streams.stderr);
  }
}

/** What whoever looks into a bug has to know first. */
function about(program: Command): string {
  const { version, platform, arch } = process;
  return `${program.name()} ${program.version() ?? ""}, Node.js ${version}, ${platform} ${arch}`;
}

/** Commander's own errors must come back to us instead of ending the process. */
function prepare(command: Command, streams: Streams): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => void streams.stdout.write(text),
    writeErr: (text) => void streams.stderr.write(text),
    outputError: (text, write) => write(`${command.name()}: ${oneLine(text.replace(/^error: /, ""))}\n`),
  });
  // Whatever fails unexpectedly asks for it.
  const knows = command.options.some(({ long }) => long === "--verbose");
  if (!knows) command.option("--verbose", "show the stack of an internal error");
  for (const sub of command.commands) prepare(sub, streams);
}

/** Commander puts "(Did you mean …?)" on a line of its own. */
function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, " ");
}

function report(error: unknown, options: DescribeOptions, stderr: NodeJS.WritableStream): number {
  // Commander has written its message itself; help and version are not failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  stderr.write(`${describeFailure(error, options)}\n`);
  return error instanceof UserError ? error.exitCode : ExitCode.internal;
}

export interface DescribeOptions {
  /** With the stack of what caused it. Default: false. */
  readonly verbose?: boolean;
  /** Program, version and platform, for the report of a bug. */
  readonly about?: string;
}

/** The text of a failure: message, explaining lines, and what to do next. */
export function describeFailure(error: unknown, { verbose = false, about = "" }: DescribeOptions = {}): string {
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
