import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, relative } from "node:path";

/** This user's home folder; undefined for a user id without HOME and without a line in the password file, as containers have them. */
export function homeFolder(): string | undefined {
  try {
    return homedir() || undefined;
  } catch {
    return undefined;
  }
}

/** What to do where something failed because this user's home folder is missing; undefined where it is there. */
export function homeRemedy(): string | undefined {
  const home = homeFolder();
  if (home === undefined) return "this user has no home folder: set HOME to a folder that can be written";
  return existsSync(home)
    ? undefined
    : `the home folder ${home} is not there: set HOME to a folder that can be written`;
}

/** What to do where a folder cannot be written that a variable moves elsewhere. */
export function writableRemedy(folder: string, variable: string): string {
  const home = homeFolder();
  const isInHome = home !== undefined && isWithin(home, folder);
  const remedy = isInHome ? homeRemedy() : undefined;
  return remedy === undefined
    ? `set ${variable} to a folder that can be written`
    : `${remedy}, or set ${variable} to one`;
}

function isWithin(outer: string, folder: string): boolean {
  const way = relative(outer, folder);
  return !way.startsWith("..") && !isAbsolute(way);
}
