import { runWithOutput } from "../../cli/run/output.js";
import { runLine } from "./run-line.js";

async function main(): Promise<void> {
  let isOver = false;
  process.exitCode = await runWithOutput(() => runLine(process.argv.slice(2), () => (isOver = true)));
  // All is written, too. Without this Node frees, one by one, what goes with the process: a fortieth of a short run.
  if (isOver) process.exit();
}

void main();
