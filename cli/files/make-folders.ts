import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it that are missing. Node's own recursive mkdir says ENOENT for a disk that is full, and does
 * not end where a folder refuses to have others in it, such as /proc.
 * @returns the outermost folder that was made; undefined when it was there.
 * @throws what the system says, of the folder that could not be made.
 */
export async function makeFolders(folder: string, mode = 0o777): Promise<string | undefined> {
  try {
    await mkdir(folder, mode);
    return folder;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await stat(folder)).isDirectory()) return undefined;
    if (code !== "ENOENT" || dirname(folder) === folder) throw error;
  }
  const first = await makeFolders(dirname(folder), mode);
  // Whoever made one of them meanwhile is fine, too.
  await mkdir(folder, mode).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  return first ?? folder;
}
