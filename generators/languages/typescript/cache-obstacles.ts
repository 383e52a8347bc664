import { isAbsolute, join } from "node:path";
import { homeFolder } from "../../../cli/files/home-folder.js";
import { refusal } from "../../../cli/files/writable.js";
import type { PackageManager } from "../../../cli/languages/typescript/package-manager.js";
import { ChildFailed, runChild } from "../../../cli/process/child.js";
import type { Obstacle } from "../../../cli/run/obstacle.js";
import type { Run } from "../../run.js";
import { folderObstacle } from "../needs.js";
import { type Cache, CACHES } from "./cache.js";

/** Why an install will not have its cache folder. Where the usual one can be written, no program is started to see that. */
export async function cacheObstacles(manager: PackageManager, run: Run): Promise<readonly Obstacle[]> {
  const cache = CACHES[manager];
  if (cache === undefined) return [];
  const guess = process.env[cache.variable] || join(homeFolder() ?? "", cache.usual);
  if ((await refusal(join(guess, cache.inside))) === undefined) return [];
  const folder = await told(manager, cache, run);
  const code = folder === undefined ? undefined : await refusal(join(folder, cache.inside));
  if (folder === undefined || code === undefined) return [];
  return [folderObstacle(`${manager} cannot write its cache folder`, folder, code, cache.variable)];
}

/** Undefined: this version of the package manager has no such folder. */
async function told(manager: PackageManager, { ask }: Cache, { cwd, signal }: Run): Promise<string | undefined> {
  try {
    const { stdout } = await runChild(manager, ask, { cwd, signal });
    return stdout.split("\n").find((line) => isAbsolute(line));
  } catch (error) {
    if (error instanceof ChildFailed) return undefined;
    throw error;
  }
}
