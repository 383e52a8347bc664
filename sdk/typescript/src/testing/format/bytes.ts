import type { FileHandle } from "node:fs/promises";

/** A file that is open, or all that is in one. */
export type ByteSource = FileHandle | Buffer;

/** Bytes of a file; fewer where it ends before. */
export async function bytesAt(source: ByteSource, position: number, length: number): Promise<Buffer> {
  if (Buffer.isBuffer(source)) return source.subarray(position, position + length);
  const { buffer, bytesRead } = await source.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
