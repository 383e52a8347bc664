import { ExitCode } from "../sdk/cli/errors.js";
import { runWithOutput } from "../sdk/cli/output.js";
import { readyHelp } from "./help.js";

const argv = process.argv.slice(2);

void runWithOutput(async () => {
  const help = readyHelp(argv, process.stdout.columns);
  if (help !== undefined) {
    process.stdout.write(help);
    return ExitCode.ok;
  }
  const [{ runProgram }, { createProgram }] = await Promise.all([import("../sdk/cli/run.js"), import("./program.js")]);
  const program = await createProgram(argv);
  if (!argv.includes("--json") || program.commands.length > 0) return runProgram(program, argv);
  const { runWithReport } = await import("./run-with-report.js");
  return runWithReport(program, argv);
}).then((exitCode) => {
  process.exitCode = exitCode;
});
