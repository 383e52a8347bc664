import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { CACHE_VARIABLE, cacheFolder } from "../../cli/files/cache-folder.js";
import { ChildFailed, runChild } from "../../cli/process/child.js";
import { exists } from "../../cli/files/exists.js";
import { reasonOf } from "../../cli/run/system-error.js";
import type { PackageManager } from "../languages/typescript/package-managers.js";
import type { Problem } from "./problem.js";
import type { Run } from "../run.js";

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
export async function cacheProblem(manager: PackageManager, run: Run): Promise<Problem | undefined> {
  const cache = CACHES[manager];
  if (cache === undefined) return undefined;
  const guess = process.env[cache.variable] || join(home(), cache.usual);
  if ((await refusal(join(guess, cache.inside))) === undefined) return undefined;
  const folder = await told(manager, cache, run);
  const code = folder === undefined ? undefined : await refusal(join(folder, cache.inside));
  if (code === undefined) return undefined;
  return {
    message: `${manager} cannot write its cache folder: ${folder}: ${reasonOf(code) ?? code}`,
    remedy: `set ${cache.variable} to a folder that can be written`,
  };
}

/** The same for a Python project's packages. A folder that is there may have them all: then it need not be written. */
export async function wheelsProblem(): Promise<Problem | undefined> {
  let folder: string;
  try {
    folder = cacheFolder();
  } catch {
    return undefined; // Nothing says where it would be; what makes .venv has its own words for that.
  }
  const code = (await exists(folder)) ? undefined : await refusal(folder);
  if (code === undefined) return undefined;
  return {
    message: `the folder for the packages cannot be written: ${folder}: ${reasonOf(code) ?? code}`,
    remedy: `set ${CACHE_VARIABLE} to a folder that can be written`,
  };
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

/** The code with which the system refuses to let us write in a folder, or make it. */
async function refusal(folder: string): Promise<string | undefined> {
  if (!(await exists(folder)) && dirname(folder) !== folder) return refusal(dirname(folder));
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => undefined,
    ({ code }: NodeJS.ErrnoException) => code,
  );
}

/** Empty where a user has none: then what is relative to it is not to be had either. */
function home(): string {
  try {
    return homedir();
  } catch {
    return "";
  }
}
