import { type Command, CommanderError } from "commander";
import { ExitCode, UserError } from "./errors.js";
import { aboutProgram, tellFailure } from "./failure.js";
import { refuseGivenTwice } from "./given-twice.js";
import { documentText, failureDocument } from "./json-document.js";
import type { Streams } from "./output.js";
import { type ReportedError, reportedError } from "./reported-error.js";

/** How a person types a command line, up to its flags. */
export type Typed = (names: readonly string[]) => string;

/**
 * Runs a commander program and turns whatever happens into an exit code and a message for the person who sees it. With
 * `--json`, a command line that is refused before any command starts is a document, too: those that start print their own.
 * The caller sets `process.exitCode`: nothing below the entry ends the process.
 * @param refusal the document of a refused command line; default: that of every command's failure.
 * @param typed how a person types the program and some of its commands, the program's name first; default: by their names.
 */
export async function runProgram(
  program: Command,
  argv: readonly string[],
  streams: Streams = process,
  refusal: (error: ReportedError) => object = failureDocument,
  typed: Typed = (names) => names.join(" "),
): Promise<number> {
  let started = false;
  prepare(program, streams, typed, () => (started = true));
  try {
    await program.parseAsync([...argv], { from: "user" });
    return ExitCode.ok;
  } catch (error) {
    if (argv.includes("--json") && !started && error instanceof UserError) {
      streams.stdout.write(documentText(refusal(reportedError(error))));
    }
    // It was help, or the version, and is written.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
    const about = aboutProgram(program.name(), program.version() ?? "");
    return tellFailure(error, { verbose: argv.includes("--verbose"), about }, streams.stderr);
  }
}

/** Commander's own errors must come back to us instead of ending the process. */
function prepare(command: Command, streams: Streams, typed: Typed, onStart: () => void): void {
  command
    .exitOverride((error) => refuse(command, error, typed))
    .configureOutput({
      writeOut: (text) => void streams.stdout.write(text),
      writeErr: (text) => void streams.stderr.write(text),
      outputError: () => {},
    });
  // Last of its hooks: the others may still refuse to start.
  command.hook("preAction", (_, starting) => {
    if (starting === command) onStart();
  });
  // Whatever fails unexpectedly asks for it.
  const knows = command.options.some(({ long }) => long === "--verbose");
  if (!knows) command.option("--verbose", "show the stack of an internal error");
  refuseGivenTwice(command);
  for (const sub of command.commands) prepare(sub, streams, typed, onStart);
}

/** Help and version are not failures, and the help that is shown instead of a command says all there is to say. */
function refuse(command: Command, error: CommanderError, typed: Typed): never {
  if (error.exitCode === 0 || error.code === "commander.help") throw error;
  throw new UserError(oneLine(error.message.replace(/^error: /, "")), {
    exitCode: ExitCode.usage,
    hint: `what there is: ${typed(namesOf(command))} --help`,
  });
}

/** With the names of the commands that it is one of. */
function namesOf(command: Command): string[] {
  return [...(command.parent === null ? [] : namesOf(command.parent)), command.name()];
}

/** Commander puts "(Did you mean …?)" on a line of its own. */
function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, " ");
}
