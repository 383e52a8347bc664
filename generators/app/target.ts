import { constants } from "node:fs";
import { access, readdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { ExitCode, UserError } from "../../sdk/cli/errors.js";

/** Where a project goes. */
export interface Target {
  /** Absolute. */
  readonly path: string;
  readonly exists: boolean;
  /** The folders above it that are not there yet, the outermost first. */
  readonly missingParents: readonly string[];
  /** What is in the folder already and stays as it is. */
  readonly kept: readonly string[];
}

/** A new repository has these: a folder with nothing else counts as empty. */
const KEPT: readonly string[] = [".git", "LICENSE", "README.md"];
const MAX_NAMES_SHOWN = 5;

/**
 * Looks at the folder in which a project is to be made, without changing anything.
 * @throws {UserError} exit 3 when something is in the way, or nothing can be written there.
 */
export async function inspectTarget(dir: string, cwd: string): Promise<Target> {
  const path = resolve(cwd, dir);
  const entries = await readFolder(path, dir);
  if (entries === undefined) {
    const missingParents = await findMissing(dirname(path));
    await assertWritable(dirname(missingParents[0] ?? path), dir);
    return { path, exists: false, missingParents, kept: [] };
  }
  const inTheWay = entries.filter((name) => !KEPT.includes(name)).sort();
  if (inTheWay.length > 0) {
    throw inTheWayError(`the folder ${dir} is not empty: it has ${listed(inTheWay)}`);
  }
  await assertWritable(path, dir);
  return { path, exists: true, missingParents: [], kept: entries };
}

async function readFolder(path: string, shown: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    if (code === "ENOTDIR") throw inTheWayError(`${shown} is not a folder, or leads through a file`);
    throw inTheWayError(`the folder ${shown} cannot be read (${code})`);
  }
}

async function findMissing(folder: string): Promise<readonly string[]> {
  const found = await stat(folder).catch(() => undefined);
  return found !== undefined || dirname(folder) === folder ? [] : [...(await findMissing(dirname(folder))), folder];
}

async function assertWritable(folder: string, shown: string): Promise<void> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`cannot make ${shown}: the folder ${folder} is not writable (${code})`, {
      exitCode: ExitCode.targetInTheWay,
      hint: "choose another folder, or make that one writable",
    });
  }
}

function inTheWayError(message: string): UserError {
  return new UserError(message, {
    exitCode: ExitCode.targetInTheWay,
    hint: `choose another folder; one that is empty or has only ${KEPT.join(", ")} is fine`,
  });
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES_SHOWN).map((name) => JSON.stringify(name).slice(1, -1));
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}
