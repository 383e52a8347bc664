import { readdir, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";

/** What the names of the folders begin with. */
export const TOOLCHAIN = "toolchain-";
/** 60 days. */
const UNUSED_AFTER_MS = 60 * 24 * 60 * 60 * 1_000;

/** A build has used a folder. A cache that cannot be written is as good: it is only for tidying. */
export async function markUsed(folder: string): Promise<void> {
  const now = new Date();
  await utimes(folder, now, now).catch(() => {});
}

/** Removes tools of other versions that no build has used for long. */
export async function removeUnused(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(TOOLCHAIN)) continue;
    const found = await stat(join(cache, name)).catch(() => undefined);
    if (found === undefined || Date.now() - found.mtimeMs < UNUSED_AFTER_MS) continue;
    await rm(join(cache, name), { recursive: true, force: true }).catch(() => {});
  }
}
