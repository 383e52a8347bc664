import { mkdirSync, renameSync, rmdirSync, writeFileSync } from "node:fs";
import { mkdir, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { removeLeftovers, temporaryName } from "../../cli/files/leftovers.js";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import { reasonOf } from "../../cli/run/system-error.js";
import type { KeptCopies } from "../plan/outcome.js";
import type { PlannedFile } from "../plan/planned-files.js";
import { stagingOf, type Target } from "../plan/target.js";

/** ms for which a signal may wait while files are written. */
const DEAF_MS = 10;

/**
 * Puts a project onto the disk: into a staging folder, then to its place. A new folder appears in one go; in one that is
 * there files are put one by one, and a copy of each that is replaced is kept.
 * Whatever goes wrong, the place is as it was before, and the staging folder is gone.
 * @throws {UserError} exit 3 when it cannot be written.
 * @throws the signal's reason when aborted.
 */
export async function putOnDisk(
  target: Target,
  files: readonly PlannedFile[],
  signal: AbortSignal,
): Promise<KeptCopies> {
  const made: string[] = [];
  try {
    // One by one: Node's recursive mkdir never ends where a folder refuses to have others in it, such as /proc.
    for (const folder of target.missingParents) {
      await mkdir(folder);
      made.push(folder);
    }
    return await stageAndMove(target, files, signal);
  } catch (error) {
    // Not if somebody has put something there meanwhile: then it is theirs.
    for (const folder of made.reverse()) await rmdir(folder).catch(() => {});
    return fail(target, error);
  }
}

async function stageAndMove(target: Target, files: readonly PlannedFile[], signal: AbortSignal): Promise<KeptCopies> {
  // Inside a folder that is there, so that moving never crosses file systems; else beside the one to come.
  const parent = target.exists ? target.path : dirname(target.path);
  for (const folder of new Set([parent, dirname(target.path)])) removeLeftovers(folder, stagingOf(target.path));
  const staging = join(parent, temporaryName(stagingOf(target.path)));
  mkdirSync(staging, { mode: 0o700 });
  try {
    // One deeper than the staging folder, which only its owner may enter: the project gets the usual rights.
    const staged = join(staging, "project");
    const wanted = files.filter(({ status }) => status !== "same");
    // Folders one by one: Node's recursive mkdir says ENOENT for a disk that is full.
    for (const folder of foldersOf(wanted)) mkdirSync(join(staged, folder));
    await writeAll(staged, wanted, signal);
    signal.throwIfAborted();
    if (target.exists) {
      const { Move } = await import("./move.js");
      return await new Move(staged, target.path, signal).run(wanted);
    }
    renameSync(staged, target.path);
    return new Map();
  } finally {
    await removeStaging(staging);
  }
}

/** Nothing is left in it when all went well, and an empty folder goes sooner. */
async function removeStaging(staging: string): Promise<void> {
  try {
    rmdirSync(staging);
  } catch {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Most small files are there sooner than a thread has been woken for one. Where they are not, signals get through between two. */
async function writeAll(folder: string, files: readonly PlannedFile[], signal: AbortSignal): Promise<void> {
  let heardAt = Date.now();
  for (const { path, contents } of files) {
    if (Date.now() - heardAt > DEAF_MS) {
      await signals();
      heardAt = Date.now();
    }
    signal.throwIfAborted();
    writeFileSync(join(folder, path), contents);
  }
  await signals();
}

/** Lets those that have come meanwhile abort what they abort. */
function signals(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** All folders of a project, itself as "." first, each before what is in it. */
function foldersOf(files: readonly PlannedFile[]): Iterable<string> {
  const folders = new Set(["."]);
  for (const { path } of files) {
    const parts = path.split("/").slice(0, -1);
    for (const index of parts.keys()) folders.add(parts.slice(0, index + 1).join("/"));
  }
  return folders;
}

function fail(target: Target, error: unknown): never {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof UserError || typeof code !== "string") throw error;
  const appeared = code === "ENOTEMPTY" || code === "EEXIST";
  const reason = appeared ? "something appeared there meanwhile" : (reasonOf(code) ?? code);
  throw new UserError(`cannot write ${target.path}: ${reason}; nothing was changed`, {
    exitCode: ExitCode.targetInTheWay,
    hint:
      code === "ENOSPC" || code === "EDQUOT"
        ? "make room there, or choose a folder on another disk"
        : "choose another folder",
    cause: error,
  });
}
