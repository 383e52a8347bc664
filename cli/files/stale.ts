import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** ms after which nobody still works in a folder. */
const STALE_AFTER = 24 * 60 * 60 * 1000;

/**
 * Removes the work folders (named by their prefix) that a killed run left behind. By age, not by process id: a cache
 * folder can be shared by containers, which do not see each other's processes. Never fails: it is only tidying.
 */
export async function removeStale(folder: string, prefix: string, now = Date.now()): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((candidate) => candidate.startsWith(prefix))) {
    const path = join(folder, name);
    const changed = await stat(path).catch(() => undefined);
    if (changed && now - changed.mtimeMs > STALE_AFTER)
      await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}
