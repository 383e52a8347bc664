import type { PluginEntry } from "../../daemon/entry.js";
import { runPlot } from "../page/action.js";
import { createFrameFile } from "../page/frame-file.js";
import { interruptible } from "../run/interrupt.js";
import { readerGone } from "../run/output.js";
import { dev, type OpenListener } from "./dev.js";
import type { DevListener } from "./listener.js";
import { openPage } from "./page.js";
import type { Operated } from "./plugin-run.js";
import { recorder } from "./recorder.js";
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

/** What `dev` does, on this process's own streams. */
export async function runDev(project: string, flags: DevFlags): Promise<void> {
  if (flags.replay !== undefined) return await runPlot(flags.replay, flags);
  const { stdin: input, stdout: output, stderr: log } = process;
  const listeners: DevListener[] = [terminal(output, log)];
  const say = (line: string) => void log.write(`${line}\n`);
  // Taken before anything starts: a name that is not free is refused.
  const file = flags.record === undefined ? undefined : createFrameFile(flags.record);
  if (file !== undefined) listeners.push(recorder(file, say));
  const open = async (entry: PluginEntry, operated: () => Operated | undefined): Promise<OpenListener[]> =>
    flags.page ? [await openPage(entry, operated, flags, say)] : [];
  try {
    await interruptible((interrupt) => {
      const signal = AbortSignal.any([interrupt, readerGone(output)]);
      return dev({ project, signal, input, listeners, open });
    });
  } finally {
    file?.close();
  }
}
