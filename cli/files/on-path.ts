import { accessSync, constants, statSync } from "node:fs";
import { posix, win32 } from "node:path";

/** What a search of the PATH needs of the system. */
export interface PathSearch {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly isProgram: (path: string) => boolean;
}

/**
 * The first program of one of these names, folder by folder, as a shell looks. A folder without a name is skipped: to a shell it is
 * the one that it is in, which says nothing about the machine.
 * @param names with their extension: on Windows a program is `laniakea.exe`, and a script of npm's `name.cmd`.
 */
export function onPath(names: readonly string[], system: Partial<PathSearch> = {}): string | undefined {
  const { env = process.env, platform = process.platform, isProgram = isExecutable } = system;
  const { join, delimiter } = platform === "win32" ? win32 : posix;
  // Only Node's own environment takes no notice of capitals there.
  const folders = (env["PATH"] ?? env["Path"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
}

function isExecutable(path: string): boolean {
  try {
    // A folder may be entered, which is the same permission. Most folders of a PATH have no such file: an error for each takes its time.
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
