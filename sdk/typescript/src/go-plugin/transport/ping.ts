import type { Http2Session } from "node:http2";
import { within } from "../bounded-wait.js";

/** ms that a PING waits for the messages before it. What a reader does not take must not hold up what others wait for. */
const DRAIN_MS = 1_000;

/**
 * One HTTP/2 PING on a connection, in ms, after what was sent before it: HTTP/2 would send it ahead of data that waits.
 * Undefined where there is none to send, and when the connection goes meanwhile. Never rejects.
 * @param drained when that has left for the peer.
 */
export async function pingAfter(
  drained: Promise<void>,
  session: Http2Session | undefined,
): Promise<number | undefined> {
  const left = drained.catch(() => {});
  await within(DRAIN_MS, left, () => {});
  return await ping(session);
}

function ping(session: Http2Session | undefined): Promise<number | undefined> {
  return new Promise((resolve) => {
    if (session === undefined || session.closed || session.destroyed) return resolve(undefined);
    try {
      // False when too many are under way already (maxOutstandingPings): no measurement then.
      const sent = session.ping((error, duration) => resolve(error ? undefined : duration));
      if (!sent) resolve(undefined);
    } catch {
      resolve(undefined); // The connection went between the check and the call.
    }
  });
}
