import { every, reconnecting, type SessionContext } from "laniakea-plugin-sdk";
import { INSTRUMENT } from "./instrument.js";
import type { Settings } from "./settings.js";

/** What instruments send for "too much" and for "no value", besides numbers from 9.9E37 on. */
const OVERLOAD = /^[+-]?(?:OVLD|OVER|OL|INF|NAN)$/i;

/** A value that the instrument could not measure is null. */
type Reading = Readonly<Record<string, number | null>>;

/**
 * Adapt this to your query: one number, or several with commas between them. Null for OVLD and the like, for numbers from 9.9E37 on, and
 * for what is no number, of which `tellOf` is told.
 */
export function parse(answer: string, tellOf: (answer: string) => void = () => {}): Reading {
  const values = answer.split(",").map((part, index) => {
    const text = part.trim();
    const value = OVERLOAD.test(text) ? Infinity : Number(text || Number.NaN);
    if (Number.isNaN(value)) tellOf(answer);
    return [index === 0 ? "value" : `value${index + 1}`, Math.abs(value) < 9.9e37 ? value : null] as const;
  });
  return Object.fromEntries(values);
}

/** What the instrument measures, also when its connection breaks. */
export function readings({ settings, open, signal, log }: SessionContext<Settings>): AsyncIterable<Reading> {
  let level: "warn" | "debug" = "warn";
  const tellOf = (answer: string) => {
    log[level](`an answer is no number, so null is sent: ${JSON.stringify(answer.slice(0, 200))}; adapt parse in src/source.ts`);
    level = "debug";
  };
  return reconnecting(
    {
      what: `the instrument ${settings.host}:${settings.port}`,
      async open() {
        const instrument = await INSTRUMENT.acquire(settings);
        log.info("connected", { instrument: instrument.name });
        return instrument;
      },
      async *read({ closed }) {
        // Between two readings, too, the end of the connection is noticed at once.
        for await (const _ of every(settings.intervalMs, AbortSignal.any([signal, closed]))) {
          yield parse(await INSTRUMENT.use(settings, (instrument) => instrument.ask(settings.query)), tellOf);
        }
      },
      close: (instrument) => INSTRUMENT.release(instrument),
    },
    { open, signal, log },
  );
}
