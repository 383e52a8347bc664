import { stat } from "node:fs/promises";
import type { Obstacle } from "../run/obstacle.js";
import { CACHE_VARIABLE } from "./cache-folder.js";

const WRITABLE_BY_GROUP = 0o020;
const WRITABLE_BY_ALL = 0o002;
const PERMISSIONS = 0o7777;

/**
 * Why programs in a folder may not be this user's to start: somebody else could have put them there. Root's own folders are
 * trusted by everybody. Windows keeps such rights elsewhere, and its cache folders are in the user's profile.
 * @returns undefined when the folder is trusted, or not there.
 */
export async function whyNotTrusted(
  folder: string,
  user: number | undefined = process.geteuid?.(),
): Promise<string | undefined> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined || user === undefined) return undefined;
  if (found.uid !== user && found.uid !== 0) return `it belongs to another user (uid ${found.uid})`;
  // Where a user has a group of its own, both have the same number, and new folders are often writable by that group.
  const byGroup = found.mode & WRITABLE_BY_GROUP && found.gid !== user;
  if (byGroup || found.mode & WRITABLE_BY_ALL) {
    return `others may write in it (mode ${(found.mode & PERMISSIONS).toString(8).padStart(4, "0")})`;
  }
  return undefined;
}

/**
 * The first of some folders of this machine's cache that is not trusted, in words for a person.
 * @param what the folder is for, such as `the build tools`.
 */
export async function distrust(what: string, ...folders: string[]): Promise<Obstacle | undefined> {
  for (const folder of folders) {
    const why = await whyNotTrusted(folder);
    if (why === undefined) continue;
    return {
      message: `the folder for ${what} cannot be trusted: ${folder}: ${why}`,
      remedy: `remove it, or set ${CACHE_VARIABLE} to a folder of your own that nobody else may write in`,
    };
  }
  return undefined;
}
