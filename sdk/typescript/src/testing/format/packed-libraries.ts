import { promisify } from "node:util";
import { inflate } from "node:zlib";
import { bytesAt, type ByteSource } from "./bytes.js";

/** PyInstaller's archive ends with it, as its bootloader finds it ("CArchive" in PyInstaller's advanced topics). */
const MAGIC = Buffer.from("4d45490c0b0a0b0e", "hex");
const COOKIE_SIZE = 88;
/** Behind the archive stands what binutils add. */
const LONGEST_TAIL = 64 * 1024;
const ENTRY_HEADER_SIZE = 18;
const BINARY = "b";

/**
 * The libraries that a program of PyInstaller has packed in itself and unpacks where it runs, each as a file's bytes; none of another
 * program.
 * @param size of the whole file, in bytes.
 */
export async function* packedLibraries(file: ByteSource, size: number): AsyncGenerator<Buffer> {
  const tailAt = Math.max(0, size - LONGEST_TAIL);
  const tail = await bytesAt(file, tailAt, LONGEST_TAIL);
  const cookieAt = tail.lastIndexOf(MAGIC);
  if (cookieAt === -1 || cookieAt + COOKIE_SIZE > tail.length) return;
  const [length, tocAt, tocSize] = [8, 12, 16].map((field) => tail.readUInt32BE(cookieAt + field));
  const start = tailAt + cookieAt + COOKIE_SIZE - (length ?? 0);
  const toc = await bytesAt(file, start + (tocAt ?? 0), tocSize ?? 0);
  for (let at = 0; at + ENTRY_HEADER_SIZE <= toc.length; at += Math.max(ENTRY_HEADER_SIZE, toc.readUInt32BE(at))) {
    if (toc.toString("latin1", at + 17, at + 18) !== BINARY) continue;
    const packed = await bytesAt(file, start + toc.readUInt32BE(at + 4), toc.readUInt32BE(at + 8));
    yield toc[at + 16] === 1 ? await promisify(inflate)(packed) : packed;
  }
}
