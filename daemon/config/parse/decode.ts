import { isUtf8 } from "node:buffer";
import { ConfigNotEditable, ConfigSyntaxError } from "./errors.js";

/** Nothing is dropped or replaced while bytes become text; a byte that fits nowhere is an error. */
const UTF_16 = new TextDecoder("utf-16le", { fatal: true, ignoreBOM: true });

/**
 * A config's bytes as text, as the daemon's parser takes them: UTF-8, or UTF-16 behind a byte order mark. The mark of UTF-8
 * stays in the text, with nothing else dropped or replaced.
 * @throws {ConfigSyntaxError} when they are neither.
 */
export function decodeConfig(bytes: Buffer): string {
  const byteOrder = utf16(bytes);
  if (byteOrder !== undefined) return decodeUtf16(bytes.subarray(2), byteOrder);
  if (isUtf8(bytes)) return bytes.toString("utf8");
  throw new ConfigSyntaxError("not UTF-8 text");
}

/**
 * As {@link decodeConfig}, for who writes the text back.
 * @throws {ConfigNotEditable} for UTF-16.
 */
export function decodeForEdit(bytes: Buffer): string {
  const text = decodeConfig(bytes);
  if (utf16(bytes) === undefined) return text;
  throw new ConfigNotEditable("the file is UTF-16, which the daemon reads and no edit keeps; save it as UTF-8");
}

type ByteOrder = "little endian" | "big endian";

function utf16(bytes: Buffer): ByteOrder | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "little endian";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "big endian";
  return undefined;
}

function decodeUtf16(bytes: Buffer, order: ByteOrder): string {
  try {
    return UTF_16.decode(order === "little endian" ? bytes : Buffer.from(bytes).swap16());
  } catch (cause) {
    // An odd byte, or half of a character.
    throw new ConfigSyntaxError("not UTF-16 text, of which it has the mark", undefined, { cause });
  }
}
