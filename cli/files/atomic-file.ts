import { constants } from "node:fs";
import { chmod, copyFile, link, lstat, open, rename, rm, rmdir, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { copyAttributes } from "./attributes.js";
import { removeLeftovers, type TemporaryKind, temporaryName } from "./leftovers.js";
import { makeFolders } from "./make-folders.js";
import { isInUseCode, ProgramInUse } from "./program-in-use.js";
import { assertRegular } from "./regular-file.js";
import type { Undo } from "./undo.js";

/** In the same folder, so that a rename stays within one file system. */
function temporaryFile(file: string): string {
  return join(dirname(file), temporaryName(besides(file)));
}

/** Removes the temporary files that a killed process left beside `file`. */
export async function sweep(file: string): Promise<void> {
  removeLeftovers(dirname(file), besides(file));
}

function besides(file: string): TemporaryKind {
  return { prefix: `.${basename(file)}.`, suffix: ".tmp" };
}

export interface ReplaceOptions {
  /** The file whose owner, mode and attributes to keep. Default: a new file's. */
  readonly like?: string | undefined;
  /** Whether it must be on the disk at the end. Default: true. */
  readonly durable?: boolean;
}

/**
 * Writes the new content beside the file, then renames it over: a reader sees the old bytes or the new ones, and so does
 * whoever looks after a power failure. `beforeRename` may still call it off.
 */
export async function replaceFile(
  file: string,
  content: Uint8Array,
  { like, durable = true }: ReplaceOptions,
  beforeRename: () => Promise<void>,
): Promise<void> {
  const temporary = temporaryFile(file);
  try {
    // For nobody else to read, until it has what the other file has.
    const handle = await open(temporary, "wx", like === undefined ? 0o644 : 0o600);
    try {
      await handle.writeFile(content);
      if (like !== undefined) await copyAttributes(like, temporary);
      if (durable) await handle.sync();
    } finally {
      await handle.close();
    }
    await beforeRename();
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
  if (durable) await syncFolder(dirname(file));
}

export interface InstallOptions {
  readonly signal: AbortSignal;
  /** The file whose owner, mode and attributes to keep. Default: a new file's, which any user may run. */
  readonly like?: string | undefined;
  /** Puts the old file out of the way where the system does not replace it; default: nothing. */
  readonly beforeRename?: () => Promise<void>;
}

/**
 * Installs a copy that any user may run, or those that may run `like`. A process that runs the old file keeps it: it is replaced,
 * never written into.
 */
export async function installExecutable(
  from: string,
  to: string,
  { signal, like, beforeRename = async () => {} }: InstallOptions,
): Promise<void> {
  const temporary = temporaryFile(to);
  try {
    await copyFile(from, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    signal.throwIfAborted();
    if (like === undefined) await chmod(temporary, 0o755);
    else await copyAttributes(like, temporary, { mayBeMine: true });
    const handle = await open(temporary, "r+");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    signal.throwIfAborted();
    await beforeRename();
    await rename(temporary, to);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(to));
}

/**
 * Gives a file that is about to be replaced a second name, from which taking it back restores it; ends with what removes
 * that name when all went well. Where a file can have only one name, there is no taking back.
 */
export async function keepOld(file: string, undo: Undo): Promise<() => Promise<void>> {
  const kept = temporaryFile(file);
  const linked = await link(file, kept).then(
    () => true,
    () => false,
  );
  if (!linked) return async () => {};
  undo.add(async () => {
    await rename(kept, file);
    // Two names of one file: POSIX leaves both.
    await rm(kept, { force: true });
  });
  return () => rm(kept, { force: true });
}

/** What {@link keepOldProgram} needs of the system. */
interface ProgramSystem {
  readonly platform: NodeJS.Platform;
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly rm: (path: string, options: { readonly force: boolean }) => Promise<void>;
}

/**
 * The same for a program that may be running. Windows neither replaces nor deletes one, under any of its names; it renames it. So
 * the old program goes out of the way there, and stays beside the new one for as long as it runs: {@link sweep} takes it away later.
 * @throws {ProgramInUse} where it cannot even be renamed.
 */
export async function keepOldProgram(
  file: string,
  undo: Undo,
  { platform, rename: move, rm: remove }: ProgramSystem = { platform: process.platform, rename, rm },
): Promise<() => Promise<void>> {
  if (platform !== "win32") return keepOld(file, undo);
  const aside = temporaryFile(file);
  await move(file, aside).catch((cause: NodeJS.ErrnoException) => {
    throw isInUseCode(cause.code, platform) ? new ProgramInUse(file, cause) : cause;
  });
  undo.add(() => move(aside, file));
  return () => remove(aside, { force: true }).catch(() => undefined);
}

/**
 * Writes a file where there is none, as a whole or not at all; taking it back removes it.
 * @returns false when somebody has made one meanwhile: theirs stays.
 */
export async function createFile(file: string, content: Uint8Array, undo: Undo): Promise<boolean> {
  const temporary = temporaryFile(file);
  try {
    await writeFile(temporary, content, { flag: "wx", mode: 0o644, flush: true });
    await link(temporary, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") throw error;
      // Not every disk has hard links.
      return copyFile(temporary, file, constants.COPYFILE_EXCL);
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  undo.add(() => unlink(file));
  await syncFolder(dirname(file));
  return true;
}

/** Replaces a file; taking it back restores the old one, or removes what was not there before. */
export async function replaceUndoably(
  file: string,
  content: Uint8Array,
  undo: Undo,
  options: ReplaceOptions = {},
): Promise<() => Promise<void>> {
  const there = await lstat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (there && !there.isSymbolicLink()) assertRegular(file, there);
  const forget = there ? await keepOld(file, undo) : async () => {};
  await replaceFile(file, content, options, async () => {});
  if (!there) undo.add(() => unlink(file));
  return forget;
}

/**
 * Makes a folder and its parents; taking it back removes those that were made and are still empty.
 * @returns those that were made, the innermost first.
 */
export async function makeFolder(folder: string, mode: number, undo: Undo): Promise<string[]> {
  const first = await makeFolders(folder, mode);
  if (first === undefined) return [];
  const made: string[] = [];
  for (let one = folder; one.length >= first.length; one = dirname(one)) made.push(one);
  undo.add(async () => {
    for (const one of made) await rmdir(one);
  });
  return made;
}

/** Makes a rename last. Not every system can open a folder; there the rename is all there is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
