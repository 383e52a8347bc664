import { interruptible } from "../run/interrupt.js";
import { terminalProgress } from "../run/terminal-progress.js";
import { build } from "./build.js";

/** What `build` does and prints. */
export async function runBuild(project: string): Promise<void> {
  const progress = await terminalProgress(process.stderr);
  const onWarning = (line: string) => void process.stderr.write(`${line}\n`);
  const { executable, bytes, startMs } = await interruptible((signal) =>
    build({ project, signal, progress, onWarning }),
  );
  const size = `${Math.round(bytes / 1_000_000)} MB`;
  process.stdout.write(`${executable} (${size}, handshake after ${Math.round(startMs)} ms)\n`);
}
