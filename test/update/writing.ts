import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Write, writeAll as writeAllWith } from "../../generators/update/transaction.js";

/** Puts texts into a folder that is there. */
export async function write(folder: string, texts: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** Nobody interrupts it, and no repository has to know. */
export function writeAll(project: string, writes: readonly Write[]): Promise<void> {
  return writeAllWith(project, writes, [], new AbortController().signal);
}
