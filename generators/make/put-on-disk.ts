import { constants, mkdirSync, renameSync, rmdirSync, writeFileSync } from "node:fs";
import { copyFile, link, lstat, mkdir, rename, rm, rmdir, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { removeLeftovers, temporaryName } from "../../cli/files/leftovers.js";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import { reasonOf } from "../../cli/run/system-error.js";
import type { KeptCopies } from "../plan/outcome.js";
import type { PlannedFile } from "../plan/planned-files.js";
import { stagingOf, type Target } from "../plan/target.js";

/** Where copies of replaced files go, in the project; a number follows when it is taken. */
const COPIES_FOLDER = "replaced";

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
    if (target.exists) return await new Move(staged, target.path, signal).run(wanted);
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

/** Moves all files into a folder that is there, or none. */
class Move {
  readonly #copies = new Map<string, string>();
  /** What takes back the steps so far, the last one first. */
  readonly #undo: (() => Promise<void>)[] = [];
  #copiesFolder: string | undefined;

  constructor(
    readonly from: string,
    readonly to: string,
    readonly signal: AbortSignal,
  ) {}

  async run(files: readonly PlannedFile[]): Promise<KeptCopies> {
    try {
      for (const file of files) {
        this.signal.throwIfAborted();
        await this.#move(file);
      }
      return this.#copies;
    } catch (error) {
      for (const step of this.#undo.reverse()) await step();
      throw error;
    }
  }

  async #move({ path, status }: PlannedFile): Promise<void> {
    const there = join(this.to, path);
    await this.#makeParents(this.to, path);
    if (status === "replace") {
      const copy = await this.#keepCopy(path);
      await rename(join(this.from, path), there);
      this.#undo.push(() => rename(copy, there));
    } else {
      await assertFree(there);
      await rename(join(this.from, path), there);
      this.#undo.push(() => unlink(there));
    }
  }

  async #keepCopy(path: string): Promise<string> {
    this.#copiesFolder ??= await this.#makeCopiesFolder();
    await this.#makeParents(join(this.to, this.#copiesFolder), path);
    const copy = join(this.to, this.#copiesFolder, path);
    this.#undo.push(() => unlink(copy).catch(() => {}));
    // A second name for the file itself: it needs no room, cannot be half written, and taking it back gives the very same file.
    await link(join(this.to, path), copy).catch(() => copyFile(join(this.to, path), copy, constants.COPYFILE_EXCL));
    this.#copies.set(path, `${this.#copiesFolder}/${path}`);
    return copy;
  }

  async #makeCopiesFolder(): Promise<string> {
    for (let number = 1; ; number++) {
      const name = number === 1 ? COPIES_FOLDER : `${COPIES_FOLDER}-${number}`;
      if (await this.#makeFolder(join(this.to, name))) return name;
    }
  }

  async #makeParents(root: string, path: string): Promise<void> {
    const parts = path.split("/").slice(0, -1);
    for (const index of parts.keys()) await this.#makeFolder(join(root, ...parts.slice(0, index + 1)));
  }

  /** False when it was there. */
  async #makeFolder(folder: string): Promise<boolean> {
    try {
      await mkdir(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    }
    // Not if somebody has put something there meanwhile: then it is theirs.
    this.#undo.push(() => rmdir(folder).catch(() => {}));
    return true;
  }
}

/** A rename would replace a file silently. */
async function assertFree(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined) {
    throw new UserError(`${path} appeared meanwhile`, { exitCode: ExitCode.targetInTheWay });
  }
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
