import type { PluginEntry } from "../../daemon/entry.js";
import { interruptible } from "../run/interrupt.js";
import { readerGone } from "../run/output.js";
import { dev, type OpenListener } from "./dev.js";
import type { DevListener } from "./listener.js";
import type { Operated } from "./plugin-run.js";
import { terminal } from "./terminal.js";

/** The flags of `dev`. */
export interface DevFlags {
  readonly page: boolean;
  readonly open?: boolean;
  readonly port?: number;
  readonly record?: string;
  readonly replay?: string;
  readonly speed: number;
}

/** What `dev` does, on this process's own streams. What not each run needs is loaded by those that do. */
export async function runDev(project: string, flags: DevFlags): Promise<void> {
  if (flags.replay !== undefined) return await (await import("../page/action.js")).runPlot(flags.replay, flags);
  const { stdin: input, stdout: output, stderr: log } = process;
  const say = (line: string) => void log.write(`${line}\n`);
  // Made before anything starts: a name that is not free is refused.
  const recorder = await recorderOf(flags.record, say);
  const listeners: DevListener[] = [terminal(output, log), ...recorder];
  const open = async (entry: PluginEntry, operated: () => Operated | undefined): Promise<OpenListener[]> =>
    flags.page ? [await (await import("./page.js")).openPage(entry, operated, flags, say)] : [];
  try {
    await interruptible((interrupt) => {
      const signal = AbortSignal.any([interrupt, readerGone(output)]);
      return dev({ project, signal, input, listeners, open });
    });
  } finally {
    for (const one of recorder) await one.close();
  }
}

async function recorderOf(file: string | undefined, say: (line: string) => void): Promise<OpenListener[]> {
  return file === undefined ? [] : [(await import("./recorder.js")).openRecorder(file, say)];
}
