import { PluginError } from "../../rpc/plugin-error.js";

/** Bytes ahead of each message: one that says whether it is compressed, four with its length. */
export const PREFIX_BYTES = 5;

/** Bytes of one message at most, as for the host's client (grpc_client.go:40-41). */
export const MAX_MESSAGE_BYTES = 2 ** 31 - 1;

/** A message as it came. */
export interface RawMessage {
  readonly compressed: boolean;
  readonly bytes: Buffer;
}

/** Cuts what comes in pieces of any size into messages. Each byte is copied once at most, and only when pieces are joined. */
export class MessageReader {
  #pieces: Buffer[] = [];
  #size = 0;
  /** Bytes that must be there before something can be read. */
  #needed = PREFIX_BYTES;

  /** Bytes are there that are not yet a message. */
  get unfinished(): boolean {
    return this.#size > 0;
  }

  /**
   * The messages that are complete with this piece.
   * @throws {PluginError} INTERNAL or RESOURCE_EXHAUSTED at a prefix that none has.
   */
  *push(piece: Buffer): Generator<RawMessage> {
    this.#pieces.push(piece);
    this.#size += piece.length;
    if (this.#size < this.#needed) return;
    let rest = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces, this.#size);
    while (rest.length >= (this.#needed = neededFor(rest))) {
      yield { compressed: rest[0] === 1, bytes: rest.subarray(PREFIX_BYTES, this.#needed) };
      rest = rest.subarray(this.#needed);
    }
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#size = rest.length;
  }
}

/** Bytes of the message at the start of these, with its prefix; of the prefix, as long as that is not complete. */
function neededFor(bytes: Buffer): number {
  if (bytes.length < PREFIX_BYTES) return PREFIX_BYTES;
  const format = bytes.readUInt8(0);
  if (format > 1) throw new PluginError(`received a message of format ${format}, which is not known`, "INTERNAL");
  const length = bytes.readUInt32BE(1);
  if (length > MAX_MESSAGE_BYTES) {
    throw new PluginError(
      `received message larger than max (${length} vs. ${MAX_MESSAGE_BYTES})`,
      "RESOURCE_EXHAUSTED",
    );
  }
  return PREFIX_BYTES + length;
}
