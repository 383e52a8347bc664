import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isAlive } from "../process-alive.js";
import { pythonVersion } from "./interpreter.js";

export const CACHE = fileURLToPath(new URL("../../node_modules/.cache/python/", import.meta.url));

/** A folder in the cache that `make` fills, unless one of the same kind, Python and sources is there. */
export async function made(
  kind: string,
  sources: ReadonlyArray<string | Buffer>,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(CACHE, `${kind}-${hashOf([pythonVersion() ?? "", ...sources])}`);
  await once(folder, "made", async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await make(folder);
  });
  return folder;
}

/**
 * Does what takes long once for all test files, which run side by side: the second one waits.
 * @param state what is reached by it; it is done again when the last one to do it under this name reached another.
 */
export async function once(name: string, state: string, work: () => Promise<void>): Promise<void> {
  const [reached, lock] = [`${name}.state`, `${name}.lock`];
  const isDone = () => existsSync(reached) && readFileSync(reached, "utf8") === state;
  mkdirSync(CACHE, { recursive: true });
  while (!isDone()) {
    if (!takeLock(lock)) {
      await sleep(200);
      continue;
    }
    try {
      if (isDone()) return;
      rmSync(reached, { force: true });
      await work();
      // Last: what was begun and not ended is begun anew.
      writeFileSync(reached, state);
    } finally {
      rmSync(lock, { force: true });
    }
  }
}

export function hashOf(sources: ReadonlyArray<string | Buffer>): string {
  const hash = createHash("sha256");
  for (const source of sources) hash.update(source).update("\0");
  return hash.digest("hex").slice(0, 16);
}

/** A lock of a process that is gone counts for nothing. */
function takeLock(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    const owner = Number(existsSync(file) ? readFileSync(file, "utf8") : 0);
    if (owner > 0 && !isAlive(owner)) rmSync(file, { force: true });
    return false;
  }
}
