import { lstat, rmdir } from "node:fs/promises";

/** A folder that `register` has made, by which it is known again: somebody may have made another one of the same name since. */
export interface MadeFolder {
  readonly path: string;
  readonly inode: number;
}

/** What is to be remembered of folders that were just made. */
export function madeFolders(paths: readonly string[]): Promise<MadeFolder[]> {
  return Promise.all(paths.map(async (path) => ({ path, inode: (await lstat(path)).ino })));
}

/** Two lists as one, with no folder twice; what is below another comes before it. */
export function joinedFolders(a: readonly MadeFolder[] = [], b: readonly MadeFolder[] = []): MadeFolder[] {
  const byPath = new Map([...a, ...b].map((folder) => [folder.path, folder]));
  return [...byPath.values()].sort((one, other) => other.path.length - one.path.length);
}

/** Removes those that are empty, and still the ones that were made. @returns their paths. */
export async function removeEmptyFolders(folders: readonly MadeFolder[]): Promise<string[]> {
  const removed: string[] = [];
  for (const { path, inode } of folders) {
    const there = await lstat(path).catch(() => undefined);
    if (there?.isDirectory() !== true || there.ino !== inode) continue;
    // One that is not empty, or that is not to be removed, is somebody's.
    const gone = await rmdir(path).then(
      () => true,
      () => false,
    );
    if (gone) removed.push(path);
  }
  return removed;
}

export function isMadeFolder(value: unknown): value is MadeFolder {
  const { path, inode } = (value ?? {}) as Partial<Record<keyof MadeFolder, unknown>>;
  return typeof path === "string" && typeof inode === "number";
}
