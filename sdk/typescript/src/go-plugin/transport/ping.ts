import type { Http2Session } from "node:http2";

/**
 * One HTTP/2 PING on a connection, in ms; undefined where there is none to send.
 * @throws the signal's reason when it aborts first.
 */
export async function ping(session: Http2Session | undefined, signal: AbortSignal): Promise<number | undefined> {
  signal.throwIfAborted();
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
