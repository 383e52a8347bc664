import { Frame } from "../api/frame.js";
import { MessageWriter, readFields, toBytes, toInteger, toText } from "../go-plugin/rpc/wire.js";

/**
 * The messages of Laniakea's plugin.proto: Frame{source=1, type=2, timestamp=3 int64 ms, payload=4},
 * VersionNumber{version=1}, Empty{}.
 */
export function encodeFrame(frame: Frame): Uint8Array {
  return new FrameEncoder("").encode(frame);
}

const TIMESTAMP_TAG = (3 << 3) | 0;
const PAYLOAD_TAG = (4 << 3) | 2;

/** Encodes the frames of one stream: what they have in common is encoded once, and each into one piece of memory. */
export class FrameEncoder {
  #source = "";
  #type = "";
  /** Both of them as they are on the wire. */
  #prefix: Uint8Array = new Uint8Array(0);

  /** @param defaultSource stands in for an empty source. */
  constructor(readonly defaultSource: string) {}

  /** @throws {RangeError} when the timestamp is no number. */
  encode(frame: Frame): Uint8Array {
    const prefix = this.#prefixOf(frame.source === "" ? this.defaultSource : frame.source, frame.type);
    const timestamp = Math.trunc(frame.timestamp);
    const { payload } = frame;
    // What a 64-bit field makes of other numbers, the general writer knows.
    if (!Number.isSafeInteger(timestamp) || timestamp < 0) {
      const rest = new MessageWriter().integer(3, timestamp).bytes(4, payload).finish();
      return Buffer.concat([prefix, rest]);
    }
    const timestampSize = timestamp === 0 ? 0 : 1 + varintSize(timestamp);
    const payloadSize = payload.length === 0 ? 0 : 1 + varintSize(payload.length) + payload.length;
    const message = Buffer.allocUnsafe(prefix.length + timestampSize + payloadSize);
    message.set(prefix);
    if (timestampSize > 0) writeVarint(message, prefix.length, TIMESTAMP_TAG, timestamp);
    if (payloadSize > 0) {
      message.set(payload, writeVarint(message, prefix.length + timestampSize, PAYLOAD_TAG, payload.length));
    }
    return message;
  }

  #prefixOf(source: string, type: string): Uint8Array {
    if (source !== this.#source || type !== this.#type) {
      this.#prefix = new MessageWriter().string(1, source).string(2, type).finish();
      this.#source = source;
      this.#type = type;
    }
    return this.#prefix;
  }
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) size++;
  return size;
}

/** Bit operators would cut a timestamp to 32 bits. @returns the offset behind it. */
function writeVarint(target: Uint8Array, start: number, tag: number, value: number): number {
  let offset = start;
  target[offset++] = tag;
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) target[offset++] = (rest % 0x80) | 0x80;
  target[offset++] = rest;
  return offset;
}

/** @throws {RangeError} when the bytes are not a message. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const fields = { source: "", type: "", timestamp: 0, payload: new Uint8Array(0) as Uint8Array };
  for (const { number, value } of readFields(bytes)) {
    if (number === 1) fields.source = toText(value);
    else if (number === 2) fields.type = toText(value);
    else if (number === 3) fields.timestamp = toInteger(value);
    else if (number === 4) fields.payload = toBytes(value);
  }
  return new Frame(fields);
}

export function encodeVersion(version: string): Uint8Array {
  return new MessageWriter().string(1, version).finish();
}

/** @throws {RangeError} when the bytes are not a message. */
export function decodeVersion(bytes: Uint8Array): string {
  for (const { number, value } of readFields(bytes)) if (number === 1) return toText(value);
  return "";
}
