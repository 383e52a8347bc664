import type { PackageManager } from "../../../cli/languages/typescript/package-manager.js";

/** Where a package manager keeps what it has fetched. */
export interface Cache {
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
export const CACHES: { readonly [Manager in PackageManager]?: Cache } = {
  npm: { variable: "npm_config_cache", usual: ".npm", inside: "_cacache/tmp", ask: ["config", "get", "cache"] },
  yarn: { variable: "YARN_GLOBAL_FOLDER", usual: ".yarn/berry", inside: "", ask: ["config", "get", "globalFolder"] },
};

/** What to do where an install was refused a folder; undefined: nothing is known to help. */
export function cacheRemedy(manager: PackageManager): string | undefined {
  const cache = CACHES[manager];
  return cache && `if its cache folder cannot be written, set ${cache.variable} to one that can`;
}
