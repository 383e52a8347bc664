import type { Readable } from "node:stream";
import { PluginError } from "../../rpc/plugin-error.js";
import { MessageReader } from "./message-reader.js";

/**
 * The messages that come on an HTTP/2 stream, no faster than they are taken.
 * @throws {PluginError} for what is no gRPC message, and when the stream ends inside one.
 * @throws {Error} when the stream is cut.
 */
export async function* readMessages(
  stream: Readable,
  decompress: (message: Buffer) => Promise<Buffer>,
): AsyncGenerator<Uint8Array> {
  const reader = new MessageReader();
  // Iteration as usual destroys the stream at its end, and our half with it.
  for await (const piece of stream.iterator({ destroyOnReturn: false })) {
    for (const { compressed, bytes } of reader.push(piece as Buffer)) {
      yield compressed ? await decompress(bytes) : bytes;
    }
  }
  if (reader.unfinished) throw new PluginError("the stream ended inside a message", "INTERNAL");
}

/**
 * The one message of a call that has exactly one.
 * @throws {PluginError} INTERNAL when there is none, or a second one.
 */
export async function onlyMessage(messages: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  let only: Uint8Array | undefined;
  for await (const message of messages) {
    if (only !== undefined) throw new PluginError("received more than the one message of this call", "INTERNAL");
    only = message;
  }
  if (only === undefined) throw new PluginError("received no message", "INTERNAL");
  return only;
}
