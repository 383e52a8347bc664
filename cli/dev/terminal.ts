import type { Writable } from "node:stream";
import { formatFrame, formatLogLine } from "./format.js";
import type { DevListener } from "./listener.js";

/** `dev` in a terminal: frames and answers on `output`, the plugin's log and what happens to it on `log`. */
export function terminal(output: Pick<Writable, "write">, log: Pick<Writable, "write">): DevListener {
  const say = (line: string) => void log.write(`${line}\n`);
  return {
    said: say,
    built: (errors) => errors.forEach(say),
    wrote: (line) => say(formatLogLine(line)),
    frame: (frame) => void output.write(`${formatFrame(frame)}\n`),
  };
}
