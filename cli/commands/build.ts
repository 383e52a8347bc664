import { Command } from "commander";
import { interruptible } from "../run/interrupt.js";
import { terminalProgress } from "../run/progress.js";

/** `build [PROJECT]`: the single binary, started once before it counts as made. */
export function buildCommand(): Command {
  return new Command("build")
    .description("make the single executable in dist/, and start it once to prove that it speaks")
    .argument("[project]", "the project's folder", ".")
    .option("--verbose", "show the details of a failure")
    .action(runBuild);
}

async function runBuild(project: string): Promise<void> {
  const { build } = await import("../build/build.js");
  const progress = terminalProgress(process.stderr);
  const onWarning = (line: string) => void process.stderr.write(`${line}\n`);
  const { executable, bytes, startMs } = await interruptible((signal) =>
    build({ project, signal, progress, onWarning }),
  );
  const size = `${Math.round(bytes / 1_000_000)} MB`;
  process.stdout.write(`${executable} (${size}, handshake after ${Math.round(startMs)} ms)\n`);
}
