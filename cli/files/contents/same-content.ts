import { type FileHandle, open } from "node:fs/promises";

/** Bytes at a time: an executable has a hundred million of them. */
const CHUNK = 1 << 20;

/** True when two files have the same bytes. */
export async function sameContent(fileA: string, fileB: string): Promise<boolean> {
  const a = await open(fileA);
  try {
    const b = await open(fileB);
    try {
      return await sameBytes(a, b);
    } finally {
      await b.close();
    }
  } finally {
    await a.close();
  }
}

async function sameBytes(a: FileHandle, b: FileHandle): Promise<boolean> {
  const [statsA, statsB] = [await a.stat(), await b.stat()];
  if (statsA.size !== statsB.size) return false;
  if (statsA.dev === statsB.dev && statsA.ino === statsB.ino) return true;
  const [chunkA, chunkB] = [Buffer.alloc(CHUNK), Buffer.alloc(CHUNK)];
  for (let at = 0; at < statsA.size;) {
    const { bytesRead } = await a.read(chunkA, 0, CHUNK, at);
    const wanted = Math.max(1, bytesRead);
    const other = await b.read(chunkB, 0, wanted, at);
    if (other.bytesRead !== bytesRead || !chunkA.subarray(0, bytesRead).equals(chunkB.subarray(0, bytesRead)))
      return false;
    if (bytesRead === 0) return false; // Cut short while we read.
    at += bytesRead;
  }
  return true;
}
