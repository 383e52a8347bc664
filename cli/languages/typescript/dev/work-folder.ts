import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { makeTemporaryFolder, removeLeftovers } from "../../../files/leftovers.js";
import { DEV_FOLDER } from "../../dev-folder.js";

/** Removes what killed runs of `dev` have left in a project: tools that look into node_modules would find old bundles there. */
export function sweepDevFolders(project: string): void {
  removeLeftovers(cacheOf(project), DEV_FOLDER);
}

/** A folder for the bundles of one run of `dev`. */
export async function workFolder(project: string): Promise<string> {
  const cache = cacheOf(project);
  await mkdir(cache, { recursive: true });
  return await makeTemporaryFolder(cache, DEV_FOLDER);
}

/** In node_modules, where no tool of the project's looks. */
function cacheOf(project: string): string {
  return join(project, "node_modules", ".cache");
}
