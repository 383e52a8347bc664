import { isAbsolute, join } from "node:path";
import { homeFolder } from "../../../cli/files/home-folder.js";
import { refusal } from "../../../cli/files/writable.js";
import type { PackageManager } from "../../../cli/languages/typescript/package-manager.js";
import { ChildFailed, runChild } from "../../../cli/process/child.js";
import type { Obstacle } from "../../../cli/run/obstacle.js";
import type { Run } from "../../run.js";
import { folderObstacle } from "../needs.js";

interface Cache {
  /** The variable that moves it elsewhere. */
  readonly variable: string;
  /** Where it is when nothing says otherwise, in the home folder. */
  readonly usual: string;
  /** What it writes first, in there. */
  readonly inside: string;
  /** The arguments with which the package manager says where it is. */
  readonly ask: readonly string[];
}

/** Those that end when they cannot write it: pnpm, bun and Yarn 1 keep what they fetch elsewhere then. */
const CACHES: { readonly [Manager in PackageManager]?: Cache } = {
  npm: { variable: "npm_config_cache", usual: ".npm", inside: "_cacache/tmp", ask: ["config", "get", "cache"] },
  yarn: { variable: "YARN_GLOBAL_FOLDER", usual: ".yarn/berry", inside: "", ask: ["config", "get", "globalFolder"] },
};

/** What to do where an install was refused a folder; undefined: nothing is known to help. */
export function cacheRemedy(manager: PackageManager): string | undefined {
  const cache = CACHES[manager];
  return cache && `if its cache folder cannot be written, set ${cache.variable} to one that can`;
}

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
