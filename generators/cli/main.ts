import { runWithOutput } from "../../cli/run/output.js";
import { runLine } from "./run-line.js";

void runWithOutput(() => runLine(process.argv.slice(2))).then((exitCode) => {
  // All is done and written. Without this Node frees, one by one, what goes with the process: a fortieth of a short run.
  process.exit(exitCode);
});
