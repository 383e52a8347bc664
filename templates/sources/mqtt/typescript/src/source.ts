import { channel, reconnecting, type SessionContext } from "laniakea-plugin-sdk";
import { connected, subscribe } from "./broker.js";
import type { Settings } from "./settings.js";

/** Silence of all devices, in ms, after which the log says so. */
const SILENT_AFTER = 60_000;
/** What devices send for "too much" and for "no value", besides numbers from 9.9E37 on. */
const OVERLOAD = /^[+-]?(?:OVLD|OVER|OL|INF|INFINITY|NAN)$/i;

/** What came of each topic. A value that the device could not measure is null. */
type Reading = Readonly<Record<string, unknown>>;

/** Adapt this to your devices: it takes numbers, and JSON objects. Undefined for what is no reading, such as a number that is too large. */
export function parse(topic: string, payload: string): Reading | undefined {
  const text = payload.trim();
  if (OVERLOAD.test(text)) return { [topic]: null };
  // Some devices write a decimal comma.
  const number = text === "" ? Number.NaN : Number(/^[+-]?\d+,\d+$/.test(text) ? text.replace(",", ".") : text);
  if (Number.isFinite(number)) return { [topic]: Math.abs(number) < 9.9e37 ? number : null };
  try {
    const value: unknown = JSON.parse(text, finite);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { [topic]: value } : undefined;
  } catch {
    return undefined;
  }
}

/** JavaScript takes 1e400 for Infinity. */
function finite(_key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) throw new RangeError("a number is too large");
  return value;
}

/** The messages of the topic, also when the broker restarts. */
export function readings({ settings, open, signal, log }: SessionContext<Settings>) {
  let level: "warn" | "debug" = "warn";
  const tellOf = (topic: string, payload: string) => {
    log[level](`a message of ${topic} is no reading: ${JSON.stringify(payload.slice(0, 40))}; adapt parse in src/source.ts`);
    level = "debug";
  };
  return reconnecting(
    {
      what: `the broker ${settings.host}:${settings.port}`,
      async open() {
        const client = await connected(settings);
        const messages = channel<Reading>({ capacity: 1_000, signal, log });
        client.on("message", (topic, payload, { retain }) => {
          silence.refresh();
          // What the broker has kept may be of last week: it is no reading of now.
          if (retain) return log.debug("kept by the broker: no reading of now", { topic });
          const text = payload.toString("utf8");
          const reading = parse(topic, text);
          if (reading === undefined) tellOf(topic, text);
          else messages.push(reading);
        });
        client.once("close", () => messages.close(new Error("the connection has ended")));
        const silence = setTimeout(() => log.warn(`the broker is there, but nothing comes for ${settings.topic}: look at the topic`), SILENT_AFTER);
        client.once("close", () => clearTimeout(silence));
        await subscribe(client, settings);
        return { client, messages };
      },
      read: ({ messages }) => messages,
      close: ({ client }) => void client.end(true),
    },
    { open, signal, log },
  );
}
