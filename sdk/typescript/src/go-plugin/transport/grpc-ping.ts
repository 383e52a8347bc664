import type { Http2Session, ServerHttp2Stream } from "node:http2";

/**
 * The HTTP/2 stream under a grpc-js call. It is a private field (grpc-js 1.14: `call.call.stream`): undefined when a later
 * version moves it, and a test fails that day. Without it the plugin falls back to plain gaps between frames.
 */
export function httpStream(call: object): ServerHttp2Stream | undefined {
  const { call: inner } = call as { call?: { stream?: ServerHttp2Stream } };
  const stream = inner?.stream;
  return typeof stream?.once === "function" && stream.session !== undefined ? stream : undefined;
}

/**
 * One HTTP/2 PING on the call's connection, in ms; undefined where there is none to send.
 * @throws the signal's reason when it aborts first.
 */
export async function ping(call: object, signal: AbortSignal): Promise<number | undefined> {
  signal.throwIfAborted();
  const session = httpStream(call)?.session;
  if (session === undefined || session.closed || session.destroyed) return undefined;
  return await new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    const settle = (duration: number | undefined) => {
      signal.removeEventListener("abort", onAbort);
      resolve(duration);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    sendPing(session, settle);
  });
}

function sendPing(session: Http2Session, settle: (duration: number | undefined) => void): void {
  try {
    // False when too many are under way already (maxOutstandingPings): no measurement then.
    const sent = session.ping((error, duration) => settle(error ? undefined : duration));
    if (!sent) settle(undefined);
  } catch {
    settle(undefined); // The connection went between the check and the call.
  }
}
