import { Command } from "commander";
import { interruptible } from "../run/interrupt.js";
import { readerGone } from "../run/output.js";

/** `dev [PROJECT]`: the plugin under the built-in host, built again at each save. */
export function devCommand(): Command {
  return new Command("dev")
    .description("run the plugin without a daemon, and again at each save")
    .argument("[project]", "the project's folder", ".")
    .action(async (project: string) => {
      const { dev } = await import("../dev/dev.js");
      const { stdin: input, stdout: output, stderr: log } = process;
      await interruptible((interrupt) => {
        const signal = AbortSignal.any([interrupt, readerGone(output)]);
        return dev({ project, signal, input, output, log });
      });
    });
}
