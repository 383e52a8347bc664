import { ExitCode } from "../../cli/run/errors.js";
import { runWithOutput } from "../../cli/run/output.js";
import { readyHelp } from "./help.js";

const argv = process.argv.slice(2);

void runWithOutput(async () => {
  const help = readyHelp(argv, process.stdout.columns);
  if (help !== undefined) {
    process.stdout.write(help);
    return ExitCode.ok;
  }
  const { runLine } = await import("./run-line.js");
  return runLine(argv);
}).then((exitCode) => {
  process.exitCode = exitCode;
});
