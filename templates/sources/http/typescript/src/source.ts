import { every, PluginError, reconnecting, type SessionContext } from "laniakea-plugin-sdk";
import { ask, described, shown } from "./server.js";
import type { Settings } from "./settings.js";

/** Answers that come each time, until a person does something; they end the recording. After others it is tried again. */
const LASTING: Readonly<Record<number, string>> = {
  401: "look at the setting authorization",
  403: "look at the setting authorization",
  404: "look at the setting url",
};

type Reading = Readonly<Record<string, unknown>>;

/** Adapt this to your server: it takes any JSON. Undefined for what is no reading. */
export function parse(body: string): Reading | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : { value };
  } catch {
    return undefined;
  }
}

/** What the server says each time that it is asked, also when it fails for a while. */
export function readings({ settings, open, signal, log }: SessionContext<Settings>): AsyncIterable<Reading> {
  return reconnecting(
    {
      what: `the server at ${shown(settings.url)}`,
      open: () => poll(settings, signal),
      async *read(first) {
        let reading: Reading | undefined = first;
        for await (const _ of every(settings.intervalMs, signal)) {
          yield reading ?? (await poll(settings, signal));
          reading = undefined;
        }
      },
      close: () => {},
    },
    { open, signal, log },
  );
}

async function poll(settings: Settings, signal: AbortSignal): Promise<Reading> {
  const answer = await ask(settings, signal);
  const came = `${shown(settings.url)}: ${described(answer)}`;
  const remedy = LASTING[answer.status];
  if (remedy !== undefined) throw new PluginError(`${came}; ${remedy}`, "FAILED_PRECONDITION");
  if (answer.status !== 200) throw new Error(`${came}; status 200 is expected`);
  const reading = parse(answer.body);
  if (reading === undefined) throw new Error(`${came}; JSON is expected: adapt parse in src/source.ts`);
  return reading;
}
