import { runWithOutput } from "../sdk/cli/output.js";
import { runProgram } from "../sdk/cli/run.js";
import { createProgram } from "./program.js";

const argv = process.argv.slice(2);

process.exitCode = await runWithOutput(async () => {
  const program = await createProgram(argv);
  if (!argv.includes("--json") || program.commands.length > 0) return runProgram(program, argv);
  const { runWithReport } = await import("./run-with-report.js");
  return runWithReport(program, argv);
});
