import { once } from "node:events";
import { type CommandContext, commandArgs } from "laniakea-plugin-sdk";
import type { SerialPort } from "serialport";
import type { Settings } from "./settings.js";
import { PORT } from "./source.js";

/** What an operator can do besides. */
export const commands = {
  /** {"command":"send","args":{"line":"LED ON"}} */
  send: {
    args: commandArgs({
      line: { type: "string", maxLength: 500, pattern: /^[\x20-\x7e]+$/, allowed: "one line of printable ASCII" },
    }),
    // In `open`, so that an error reaches the operator also when it comes late.
    run: ({ args: { line }, settings, open }: CommandContext<{ readonly line: string }, Settings>) =>
      open(() => PORT.use(settings, (port) => send(port, line))),
  },
};

async function send(port: SerialPort, line: string) {
  const done = new AbortController();
  const sent = new Promise<void>((resolve, reject) => {
    port.write(`${line}\r\n`);
    port.drain((error) => (error ? reject(error) : resolve()));
  });
  // The library keeps what it cannot write until this port is opened again, which nobody does.
  const gone = once(port, "close", { signal: done.signal }).then(() => Promise.reject(new Error(`${port.path} has gone`)));
  try {
    await Promise.race([sent, gone]);
    return { sent: line };
  } finally {
    done.abort();
  }
}
