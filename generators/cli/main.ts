import { ExitCode } from "../../cli/run/errors.js";
import { runWithOutput } from "../../cli/run/output.js";
import { refusedReport } from "../tell/refused-report.js";
import { readyHelp } from "./help.js";

const argv = process.argv.slice(2);

void runWithOutput(async () => {
  const help = readyHelp(argv, process.stdout.columns);
  if (help !== undefined) {
    process.stdout.write(help);
    return ExitCode.ok;
  }
  const [{ runProgram }, { createProgram }, { typedAs }] = await Promise.all([
    import("../../cli/run/run.js"),
    import("./program.js"),
    import("../answers/launcher.js"),
  ]);
  const program = await createProgram(argv);
  // A run of a command is reported by the command; all else that is refused, in the generator's own form.
  if (program.commands.length > 0) return runProgram(program, argv, process, undefined, typedAs);
  return runProgram(program, argv, process, refusedReport, typedAs);
}).then((exitCode) => {
  process.exitCode = exitCode;
});
