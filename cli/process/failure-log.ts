import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../files/cache-folder.js";
import { makeFolders } from "../files/make-folders.js";
import type { ChildFailed } from "./child.js";

/** Logs that are kept; the oldest go. */
const KEPT = 10;

/**
 * Keeps all that a failed child process printed, in this machine's cache folder and never in a project. Nothing is written for a
 * child that does not fail. Only its owner can read it: a package manager may print what is not for everybody.
 * @param step names the file, such as `install`.
 * @returns the file, absolute; undefined where none can be written: the failure itself is what matters.
 */
export async function keepLog(step: string, failure: ChildFailed): Promise<string | undefined> {
  const text = `${[failure.message, "", ...failure.output].join("\n")}\n`;
  const name = `${new Date().toISOString().replaceAll(":", "-")}-${step}.log`;
  try {
    const folder = join(cacheFolder(), "logs");
    await makeFolders(folder, 0o700);
    await removeOldest(folder);
    return await write(join(folder, name), text);
  } catch {
    // No home, a read-only one, or a full one.
    return await mkdtemp(join(tmpdir(), "laniakea-plugin-")).then(
      (folder) => write(join(folder, name), text).catch(() => rm(folder, { recursive: true }).then(() => undefined)),
      () => undefined,
    );
  }
}

async function write(file: string, text: string): Promise<string> {
  try {
    await writeFile(file, text, { mode: 0o600, flag: "wx" });
    return file;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") await rm(file, { force: true });
    throw error;
  }
}

async function removeOldest(folder: string): Promise<void> {
  const logs = (await readdir(folder)).filter((name) => name.endsWith(".log")).sort();
  for (const name of logs.slice(0, Math.max(0, logs.length - KEPT + 1))) await rm(join(folder, name), { force: true });
}
