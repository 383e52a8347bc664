import type { ServerHttp2Stream } from "node:http2";

/**
 * The HTTP/2 stream under a grpc-js call. It is a private field (grpc-js 1.14: `call.call.stream`): undefined when a later
 * version moves it, and a test fails that day. Without it the plugin falls back to plain gaps between frames.
 */
export function httpStream(call: object): ServerHttp2Stream | undefined {
  const { call: inner } = call as { call?: { stream?: ServerHttp2Stream } };
  const stream = inner?.stream;
  return typeof stream?.once === "function" && stream.session !== undefined ? stream : undefined;
}
