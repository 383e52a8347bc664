import { on } from "node:events";
import { lines, type Logger, PluginError, reconnecting, type SessionContext, shared } from "laniakea-plugin-sdk";
import { SerialPort } from "serialport";
import { portError } from "./port-error.js";
import type { Settings } from "./settings.js";
import { whenUnplugged } from "./unplugged.js";

/** Silence of an open port, in ms, after which the log says so. */
const SILENT_AFTER = 10_000;
/** What instruments send for "too much" and for "no value", besides numbers from 9.9E37 on. */
const OVERLOAD = /^[+-]?(?:OVLD|OVER|OL|INF|NAN)$/i;

/** A value that the device could not measure is null. */
type Reading = Readonly<Record<string, number | null>>;

/** Adapt this to your device: it reads lines such as `T=21.5;H=40`. Undefined for a line that is no reading. */
export function parse(line: string): Reading | undefined {
  const pairs = line.split(";").map((part) => /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(part));
  const values: Record<string, number | null> = {};
  for (const pair of pairs) {
    const [, name = "", text = ""] = pair ?? [];
    // Some devices write a decimal comma.
    const value = OVERLOAD.test(text) ? Infinity : Number(text.replace(",", "."));
    if (name === "" || Number.isNaN(value)) return undefined;
    values[name] = Math.abs(value) < 9.9e37 ? value : null;
  }
  return values;
}

/** Ports that are being recorded: of two recordings each would get only a part of what comes. */
const RECORDED = new Set<string>();

/** The readings of the port, also when its cable is pulled and put back in. */
export async function* readings({ settings, open, signal, log }: SessionContext<Settings>): AsyncIterable<Reading> {
  const { port: path } = settings;
  if (RECORDED.has(path)) throw new PluginError(`${path}: another recording has it open`, "FAILED_PRECONDITION");
  RECORDED.add(path);
  let level: "warn" | "debug" = "warn";
  const tellOf = (line: string) => {
    log[level](`a line is no reading, such as T=21.5;H=40: ${JSON.stringify(line)}; adapt parse in src/source.ts, or look at the baud rate`);
    level = "debug";
  };
  try {
    yield* reconnecting(
      {
        what: `the port ${path}`,
        open: () => PORT.acquire(settings),
        read: (port) => readPort(port, signal, log, tellOf),
        close: (port) => PORT.release(port),
      },
      { open, signal, log },
    );
  } finally {
    RECORDED.delete(path);
  }
}

async function* readPort(port: SerialPort, signal: AbortSignal, log: Logger, tellOf: (line: string) => void): AsyncIterable<Reading> {
  const silence = setTimeout(() => log.warn("the port is open, but silent: look at the baud rate and at the device"), SILENT_AFTER);
  try {
    // The first line may be half of one: somebody begins to listen in the middle.
    for await (const line of lines(chunksOf(port, signal, () => silence.refresh()), { longest: 200, skipFirst: true, log })) {
      const reading = parse(line);
      if (reading === undefined) tellOf(line);
      else yield reading;
    }
    throw new Error("it has gone, such as by a pulled cable");
  } finally {
    clearTimeout(silence);
  }
}

/** What comes from now on, until the port is closed. */
async function* chunksOf(port: SerialPort, signal: AbortSignal, heard: () => void): AsyncIterable<Uint8Array> {
  if (!port.isOpen) return;
  for await (const [chunk] of on(port, "data", { signal, close: ["close", "end"], highWaterMark: 1_000 })) {
    heard();
    if (chunk instanceof Uint8Array) yield chunk;
  }
}

/** One port for a recording and for commands: nobody else can open it meanwhile. */
export const PORT = shared({
  /**
   * The library throws away what came before: it is no reading of now.
   * On Linux a path such as /dev/serial/by-id/… stays the same when the cable is put into another socket.
   */
  async open({ port: path, baudRate }: Settings): Promise<SerialPort> {
    const port = new SerialPort({ path, baudRate, autoOpen: false });
    // Without a listener an error that nobody waits for ends the plugin.
    port.on("error", () => undefined);
    await new Promise<void>((resolve, reject) => {
      port.open((error) => (error ? reject(portError(path, error)) : resolve()));
    });
    port.once("close", whenUnplugged(path, () => port.close()));
    return port;
  },
  close: (port) =>
    new Promise<void>((resolve) => {
      if (port.isOpen) port.close(() => resolve());
      else resolve();
    }),
});
