import { accessSync, constants, lstatSync, readdirSync, statSync } from "node:fs";
import { basename, delimiter, dirname, resolve } from "node:path";
import { leftovers, type TemporaryKind } from "../../cli/files/leftovers.js";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import { reasonOf } from "../../cli/run/system-error.js";

/** Where a project goes. */
export interface Target {
  /** Absolute. */
  readonly path: string;
  readonly exists: boolean;
  /** The folders above it that are not there yet, the outermost first. */
  readonly missingParents: readonly string[];
  /** What is in the folder already and stays as it is, though the template has it too. */
  readonly kept: readonly string[];
  /** What else is in the folder, at its top; empty unless files may be replaced. */
  readonly others: readonly string[];
  /** Why nothing can be written there, with the folder that refuses; undefined when it can. */
  readonly unwritable: string | undefined;
  /** The folder that is there: the project's, or the nearest one above it. */
  readonly nearest: string;
}

/** A new repository has these: a folder with nothing else counts as empty. */
const KEPT: readonly string[] = [".git", "LICENSE", "README.md"];
const MAX_NAMES_SHOWN = 5;
/** Of a long folder name only so much goes into the name of its staging folder: a suffix follows. */
const MAX_STAGING_NAME = 100;

/** The folders in which a project is put together before it goes to its place. */
export function stagingOf(path: string): TemporaryKind {
  return { prefix: `.${basename(path).slice(0, MAX_STAGING_NAME)}.create-` };
}

/**
 * Looks at the folder in which a project is to be made, without changing anything.
 * @param overwrite what is there is no reason to refuse: files that the template has, too, are replaced.
 * @throws {UserError} exit 3 when something is in the way.
 */
export function inspectTarget(dir: string, cwd: string, overwrite = false): Target {
  const path = resolve(cwd, dir);
  const entries = readFolder(path, dir);
  if (entries === undefined) {
    if (found(lstatSync, path)) throw inTheWayError(`${dir} is a link to a folder that is not there`);
    const missingParents = findMissing(dirname(path));
    const nearest = dirname(missingParents[0] ?? path);
    return {
      path,
      exists: false,
      missingParents,
      kept: [],
      others: [],
      nearest,
      unwritable: whyUnwritable(nearest, path, dir),
    };
  }
  const ours = leftovers(path, stagingOf(path));
  const inTheWay = entries.filter((name) => !KEPT.includes(name) && !ours.includes(name)).sort();
  if (inTheWay.length > 0 && !overwrite) {
    throw inTheWayError(`the folder ${dir} is not empty: it has ${listed(inTheWay)}`);
  }
  const unwritable = whyUnwritable(path, path, dir);
  const others = overwrite ? entries.filter((name) => name !== ".git" && !ours.includes(name)) : [];
  const kept = overwrite ? [] : entries;
  return { path, exists: true, missingParents: [], kept, others, nearest: path, unwritable };
}

function readFolder(path: string, shown: string): readonly string[] | undefined {
  try {
    // Most are not there, and an error takes its time.
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
    return readdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    if (code === "ENOTDIR") throw inTheWayError(`${shown} is not a folder, or leads through a file`);
    throw inTheWayError(`the folder ${short(shown)} cannot be read: ${reasonOf(code) ?? code}`);
  }
}

function findMissing(folder: string): readonly string[] {
  const isThere = found(statSync, folder);
  if (!isThere && found(lstatSync, folder)) {
    throw inTheWayError(`${folder} is a link to a folder that is not there`);
  }
  return isThere || dirname(folder) === folder ? [] : [...findMissing(dirname(folder)), folder];
}

function found(look: typeof lstatSync, path: string): boolean {
  try {
    return look(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function whyUnwritable(folder: string, path: string, shown: string): string | undefined {
  if (path.includes(delimiter)) {
    return `cannot use ${shown}: ${path} has a ${delimiter} in it, which separates folders on the PATH: no command of the project would be found`;
  }
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return `cannot make ${shown}: the folder ${folder} is not writable (${code})`;
  }
}

function inTheWayError(message: string): UserError {
  return new UserError(message, {
    exitCode: ExitCode.targetInTheWay,
    hint:
      `choose another folder; one that is empty or has only ${KEPT.join(", ")} is fine. ` +
      "--overwrite replaces files of the template and keeps copies; --overwrite --dry-run lists them",
  });
}

/** A path that is too long is not to fill the screen. */
function short(path: string): string {
  return path.length > 200 ? `${path.slice(0, 200)}…` : path;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES_SHOWN).map((name) => JSON.stringify(name).slice(1, -1));
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}
