import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageNotices } from "../cli/languages/typescript/package-notices.js";

/** Goes out with a bundle: the licences of what is in it ask for their text to be there. */
export const NOTICES_FILE = "THIRD-PARTY-NOTICES.txt";

/**
 * Writes the licence texts of all packages that a bundle was made from, one after the other.
 * @param modules the files that went into the bundle, as its bundler names them.
 */
export async function writeNotices(modules: Iterable<string>, folder: string): Promise<void> {
  await writeFile(join(folder, NOTICES_FILE), await packageNotices(modules));
}
