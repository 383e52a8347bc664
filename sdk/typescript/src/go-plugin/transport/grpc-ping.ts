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

/** One HTTP/2 PING on a connection, in ms; undefined where there is none to send, and when the connection goes meanwhile. */
export function ping(session: Http2Session | undefined): Promise<number | undefined> {
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
