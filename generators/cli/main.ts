import { runWithOutput } from "../../cli/run/output.js";
import { runLine } from "./run-line.js";

void runWithOutput(() => runLine(process.argv.slice(2))).then((exitCode) => {
  process.exitCode = exitCode;
});
