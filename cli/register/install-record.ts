import { createHash } from "node:crypto";
import { open, readFile, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { replaceUndoably, sweep } from "../files/atomic-file.js";
import type { Undo } from "../files/undo.js";

/**
 * The hidden file beside an executable with which `register` remembers that it put it there: a line that `sha256sum -c`
 * understands. One file per executable, so that two configs with one PluginDir never write the same one.
 */
export function recordFileOf(executable: string): string {
  return join(dirname(executable), `.${basename(executable)}.laniakea-plugin.sha256`);
}

/** Bytes at a time: an executable has a hundred million of them. */
const CHUNK = 1 << 20;

/** "ours": `register` installed it, and nobody has changed it since. */
export type Provenance = "ours" | "changed" | "foreign";

export async function provenanceOf(executable: string): Promise<Provenance> {
  const record = await readFile(recordFileOf(executable), "latin1").catch(() => undefined);
  const recorded = record === undefined ? undefined : /^[0-9a-f]{64}/.exec(record)?.[0];
  if (recorded === undefined) return "foreign";
  // What cannot be read is nobody's to remove.
  return recorded === (await sha256Of(executable).catch(() => undefined)) ? "ours" : "changed";
}

/**
 * Says that `executable` is to become a copy of `from`. Written before the copy: what a killed run leaves is then a record
 * that fits no file, and never a file that later passes for somebody else's. It need not outlive a power failure: without it, the file stays.
 * @returns what tidies up when all went well.
 */
export async function writeRecord(from: string, executable: string, undo: Undo): Promise<() => Promise<void>> {
  const file = recordFileOf(executable);
  const content = Buffer.from(`${await sha256Of(from)}  ${basename(executable)}\n`);
  await sweep(file);
  return replaceUndoably(file, content, undo, { durable: false });
}

/** A record that cannot be removed does no harm: it fits no file any more. */
export async function removeRecord(executable: string): Promise<void> {
  await unlink(recordFileOf(executable)).catch(() => undefined);
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const chunk = Buffer.allocUnsafe(Math.min(size + 1, CHUNK));
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(chunk.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
