import { createHash, hash } from "node:crypto";
import { createReadStream } from "node:fs";

/** Larger than the default: programs of 100 MB are read. */
const CHUNK_BYTES = 1024 * 1024;

/** In hexadecimal. */
export function sha256(contents: Buffer | string): string {
  return hash("sha256", contents);
}

/** In hexadecimal; the file is never in memory as a whole. */
export async function sha256OfFile(file: string): Promise<string> {
  const running = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) running.update(chunk as Buffer);
  return running.digest("hex");
}
