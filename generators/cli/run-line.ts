import { ExitCode } from "../../cli/run/errors.js";
import { typedAs } from "../answers/launcher.js";
import { GENERATOR } from "../version.js";
import { act, assertFolderIsThere, orRefused } from "./act.js";
import type { Options } from "./options.js";
import { plainLine } from "./plain-line.js";

/**
 * Does what a command line says.
 * @param onOver hears that nothing of the run goes on behind it.
 * @returns the exit code; the entry sets it.
 */
export async function runLine(argv: readonly string[], onOver: () => void): Promise<number> {
  const options = plainLine(argv);
  return options === undefined ? runByCommander(argv) : runPlain(options, onOver);
}

async function runPlain(options: Options, onOver: () => void): Promise<number> {
  try {
    await orRefused(options, assertFolderIsThere);
    if (await act(options)) onOver();
    return ExitCode.ok;
  } catch (error) {
    const { aboutProgram, tellFailure } = await import("../../cli/run/failure.js");
    const about = aboutProgram(GENERATOR.name, GENERATOR.version);
    return tellFailure(error, { verbose: options.is("verbose"), about }, process.stderr);
  }
}

async function runByCommander(argv: readonly string[]): Promise<number> {
  const [{ runProgram }, { createProgram }, { refusedReport }] = await Promise.all([
    import("../../cli/run/run.js"),
    import("./program.js"),
    import("../tell/refused-report.js"),
  ]);
  const program = await createProgram(argv);
  // A run of a command is reported by the command; all else that is refused, in the generator's own form.
  const refusal = program.commands.length > 0 ? undefined : refusedReport;
  return runProgram(program, argv, process, refusal, typedAs);
}
