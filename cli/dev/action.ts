import { interruptible } from "../run/interrupt.js";
import { readerGone } from "../run/output.js";
import { dev } from "./dev.js";

/** What `dev` does, on this process's own streams. */
export async function runDev(project: string): Promise<void> {
  const { stdin: input, stdout: output, stderr: log } = process;
  await interruptible((interrupt) => {
    const signal = AbortSignal.any([interrupt, readerGone(output)]);
    return dev({ project, signal, input, output, log });
  });
}
