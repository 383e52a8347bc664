import { every, PluginError, reconnecting, type SessionContext } from "laniakea-plugin-sdk";
import type { Settings } from "./settings.js";

/** Bytes of the longest answer that is taken: what never ends must not fill the memory. */
const LONGEST = 1_000_000;
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
      what: `the server at ${settings.url}`,
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
  const { status, body } = await ask(settings, signal);
  const said = body.slice(0, 200);
  const remedy = LASTING[status];
  if (remedy !== undefined) throw new PluginError(`${settings.url}: it answers ${status}: ${said}: ${remedy}`, "FAILED_PRECONDITION");
  if (status !== 200) throw new Error(`${settings.url}: it answers ${status}: ${said}`);
  const reading = parse(body);
  if (reading === undefined) throw new Error(`${settings.url}: its answer is no reading: ${said}; adapt parse in src/source.ts`);
  return reading;
}

/** What is sent besides the question for readings. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Sends a request, or the question for readings. @throws {Error} when no answer comes in time. */
export async function ask(settings: Settings, signal: AbortSignal, request?: Request): Promise<Answer> {
  const { url, authorization, timeoutMs } = settings;
  const sent = request?.body || null;
  try {
    const answer = await fetch(request === undefined ? url : new URL(request.path, url), {
      method: request?.method ?? "GET",
      headers: {
        accept: "application/json",
        // Kept open, it may have ended at the device's side when it is used again.
        connection: "close",
        ...(authorization === "" ? {} : { authorization }),
        ...(sent === null ? {} : { "content-type": "application/json" }),
      },
      body: sent,
      // What acts goes to no other place.
      redirect: request === undefined ? "follow" : "manual",
      // It holds for the whole answer, also for one of which only the start has come.
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    return { status: answer.status, body: await bodyOf(answer) };
  } catch (error) {
    throw new Error(reasonOf(error, settings), { cause: error });
  }
}

async function bodyOf(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = answer.body ?? [];
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST) throw new Error(`its answer has more than ${LONGEST} bytes`);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** `fetch failed` says nothing: its cause does. */
function reasonOf(error: unknown, { url, timeoutMs }: Settings): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer of ${url} in ${timeoutMs} ms`;
  const { cause } = error;
  if (!(cause instanceof Error)) return `${url}: ${error.message}`;
  const code = "code" in cause ? String(cause.code) : cause.name;
  // The text of an error of the network has the address again.
  return `${url}: ${"syscall" in cause ? `${String(cause.syscall)} ${code}` : cause.message || code}`;
}
