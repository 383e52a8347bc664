import { PluginError } from "../../rpc/plugin-error.js";
import { MAX_MESSAGE_BYTES } from "./message-reader.js";

/** What a message may be compressed with. */
const ENCODINGS = ["gzip", "deflate"] as const;
type Encoding = (typeof ENCODINGS)[number];

/** For the header grpc-accept-encoding. */
export const ACCEPTED_ENCODINGS = ["identity", ...ENCODINGS].join(",");

/**
 * What expands the messages of a call with this grpc-encoding.
 * @throws {PluginError} UNIMPLEMENTED for an encoding that is not known.
 */
export function decompressor(encoding: string | undefined): (message: Buffer) => Promise<Buffer> {
  if (encoding === undefined || encoding === "" || encoding === "identity") return refuseCompressed;
  const known = ENCODINGS.find((name) => name === encoding);
  if (known === undefined) {
    throw new PluginError(`grpc-encoding ${encoding} is not known, only ${ACCEPTED_ENCODINGS}`, "UNIMPLEMENTED");
  }
  return (message) => decompress(message, known);
}

async function refuseCompressed(): Promise<never> {
  throw new PluginError("received a compressed message in a call without grpc-encoding", "INTERNAL");
}

async function decompress(message: Buffer, encoding: Encoding): Promise<Buffer> {
  // Hosts written in Go compress nothing by default: zlib is loaded for the first message that is.
  const { gunzip, inflate } = await import("node:zlib");
  const expand = encoding === "gzip" ? gunzip : inflate;
  return await new Promise((resolve, reject) => {
    expand(message, { maxOutputLength: MAX_MESSAGE_BYTES }, (error, expanded) => {
      if (error === null) return resolve(expanded);
      const code = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? "RESOURCE_EXHAUSTED" : "INTERNAL";
      reject(new PluginError(`a message could not be decompressed: ${error.message}`, code, { cause: error }));
    });
  });
}
