import { unescape } from "node:querystring";
import { PluginError } from "laniakea-plugin-sdk";
import type { Settings } from "./settings.js";

/** Bytes of the longest answer that is taken: what never ends must not fill the memory. */
const LONGEST = 1_000_000;
/** Characters of an answer that an error shows. */
const SHOWN = 80;

/** What is sent besides the question for readings. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

interface Answer {
  readonly status: number;
  /** The content type; empty where the server names none. */
  readonly type: string;
  /** Without a byte order mark. */
  readonly body: string;
}

/** An address as errors and the log have it: without its password. */
export function shown(url: string): string {
  const address = parsed(url);
  // Whatever stands there, it may be a password.
  if (address === undefined) return url.replace(/^([\w+.-]+:\/\/)?.*@/s, "$1***@");
  if (address.password === "") return url;
  address.password = "***";
  return address.href;
}

/** What came, as errors have it. */
export function described({ status, type, body }: Answer): string {
  const text = body === "" ? " and an empty body" : `: ${JSON.stringify(body.slice(0, SHOWN))}`;
  return `it answers ${status} with ${type || "no content type"}${text}`;
}

/**
 * Sends a request, or the question for readings.
 * @throws {PluginError} for wrong settings.
 * @throws {Error} when no answer comes in time.
 */
export async function ask(settings: Settings, signal: AbortSignal, request?: Request): Promise<Answer> {
  const { url, timeoutMs } = settings;
  const { address, headers } = withoutUser(settings);
  const sent = request?.body || null;
  try {
    const answer = await fetch(request === undefined ? address : new URL(request.path, address), {
      method: request?.method ?? "GET",
      headers: {
        accept: "application/json",
        // Kept open, it may have ended at the device's side when it is used again.
        connection: "close",
        ...headers,
        ...(sent === null ? {} : { "content-type": "application/json" }),
      },
      body: sent,
      // What acts goes to no other place.
      redirect: request === undefined ? "follow" : "manual",
      // It holds for the whole answer, also for one of which only the start has come.
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    return { status: answer.status, type: answer.headers.get("content-type") ?? "", body: await bodyOf(answer) };
  } catch (error) {
    throw new Error(reasonOf(error, shown(url), timeoutMs), { cause: error });
  }
}

/** `fetch` takes no user in an address: it is in a header. */
function withoutUser({ url, authorization }: Settings) {
  const address = parsed(url);
  if (address === undefined) {
    throw new PluginError(`wrong settings: url is ${JSON.stringify(shown(url))} and must be an address such as http://192.168.1.70/readings`, "FAILED_PRECONDITION");
  }
  if (!/^[ -~]*$/.test(authorization)) throw new PluginError("wrong settings: authorization must be one line of printable ASCII", "FAILED_PRECONDITION");
  const { username, password } = address;
  const user = username === "" ? "" : `Basic ${Buffer.from(`${unescape(username)}:${unescape(password)}`).toString("base64")}`;
  const given = authorization || user;
  address.username = "";
  address.password = "";
  return { address, headers: given === "" ? {} : { authorization: given } };
}

function parsed(url: string): URL | undefined {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  return address && /^https?:$/.test(address.protocol) ? address : undefined;
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
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** `fetch failed` says nothing: its cause does. */
function reasonOf(error: unknown, url: string, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer of ${url} in ${timeoutMs} ms`;
  const { cause } = error;
  if (!(cause instanceof Error)) return `${url}: ${error.message}`;
  const code = "code" in cause ? String(cause.code) : cause.name;
  // The text of an error of the network has the address again.
  return `${url}: ${"syscall" in cause ? `${String(cause.syscall)} ${code}` : cause.message || code}`;
}
