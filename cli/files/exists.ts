import { access, stat } from "node:fs/promises";

/** Whether something is at a path, as far as it may be looked at. */
export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Catches that a file is not there which need not be. @throws every other error. */
export function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

/** Whether there is a file, symbolic links followed; of a folder, and of what cannot be looked at, false. */
export async function isRegularFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
