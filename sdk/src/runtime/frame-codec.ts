import { Frame } from "../frame.js";
import { MessageWriter, readFields, toBytes, toInteger, toText } from "../go-plugin/wire.js";

/**
 * The messages of Laniakea's plugin.proto: Frame{source=1, type=2, timestamp=3 int64 ms, payload=4},
 * VersionNumber{version=1}, Empty{}.
 */
export function encodeFrame(frame: Frame): Uint8Array {
  return new MessageWriter()
    .string(1, frame.source)
    .string(2, frame.type)
    .integer(3, Math.trunc(frame.timestamp))
    .bytes(4, frame.payload)
    .finish();
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
