import { interruptible } from "../run/interrupt.js";
import { replay } from "./replay.js";

/** The flags of `plot` and of `dev --replay`. */
export interface ReplayFlags {
  readonly open?: boolean;
  readonly port?: number;
  /** Default: all at once. */
  readonly speed?: number;
}

/** Shows recorded frames, on this process's own streams. */
export async function runPlot(file: string, { open = false, port, speed = Infinity }: ReplayFlags): Promise<void> {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  await interruptible((signal) => replay({ file, speed, port, open, signal, say }));
}
