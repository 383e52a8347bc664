import { chmod, lstat, mkdir, readFile, rename, rm, rmdir, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { replaceFile, sweep } from "../../cli/files/atomic-file.js";
import { sha256 } from "../../cli/files/contents/sha256.js";
import { exists, missing } from "../../cli/files/exists.js";
import { removeLeftovers, type TemporaryKind, temporaryName } from "../../cli/files/leftovers.js";
import { makeFolders } from "../../cli/files/make-folders.js";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import { reasonOf } from "../../cli/run/system-error.js";

/** In a project: what its last update replaced, and while one runs what it writes. git does not see it. */
export const STORE = ".create-laniakea-plugin.update";
const JOURNAL = "journal.json";
const TEMPORARY: TemporaryKind = { prefix: `${STORE}.` };
const PERMISSIONS = 0o777;
const USUAL_MODE = 0o644;

/** What one file gets. */
export interface Write {
  readonly path: string;
  /** Undefined: there is no file. */
  readonly before: Buffer | undefined;
  readonly after: Buffer | undefined;
  /** A tool writes it afterwards: taking it back does not ask whether somebody has changed it. */
  readonly isRemade?: boolean;
}

interface Version {
  /** The name of its copy in the store. */
  readonly copy: string;
  readonly sha256: string;
  readonly mode: number;
}

export interface Entry {
  readonly path: string;
  readonly before: Version | null;
  readonly after: Version | null;
  readonly isRemade: boolean;
}

export interface Journal {
  readonly state: "writing" | "done";
  /** What git's index had of the files in conflict, as `git ls-files --stage` says it. */
  readonly index: readonly string[];
  readonly entries: readonly Entry[];
}

type Side = "before" | "after";

/**
 * Writes all files or none. First all of it goes into a store in the project, with a copy of what is there. The rename that puts
 * the store to its place decides: a run that is killed before has done nothing, and what one that is killed later has begun,
 * {@link roll} ends or takes back.
 * @throws {UserError} exit 3 when something cannot be written; then all is as it was.
 * @throws the signal's reason when aborted, before anything is changed.
 */
export async function writeAll(
  project: string,
  writes: readonly Write[],
  index: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const staging = join(project, temporaryName(TEMPORARY));
  let journal: Journal;
  try {
    await mkdir(staging);
    journal = await stage(project, staging, writes, index, signal);
    signal.throwIfAborted();
    await putInPlace(project, staging);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw asRefusal(project, error);
  }
  try {
    await roll(project, journal, "after");
    await saveJournal(join(project, STORE), { ...journal, state: "done" });
  } catch (error) {
    await roll(project, journal, "before");
    await forget(project);
    throw asRefusal(project, error);
  }
}

async function stage(
  project: string,
  staging: string,
  writes: readonly Write[],
  index: readonly string[],
  signal: AbortSignal,
): Promise<Journal> {
  await writeFile(join(staging, ".gitignore"), "*\n");
  const entries: Entry[] = [];
  for (const [number, { path, before, after, isRemade = false }] of writes.entries()) {
    signal.throwIfAborted();
    await assertAsPlanned(project, path, before);
    const keep = async (side: Side, contents: Buffer | undefined): Promise<Version | null> => {
      if (contents === undefined) return null;
      // No name that a linter, a compiler or a test runner knows.
      const copy = `${number}.${side}`;
      await writeFile(join(staging, copy), contents, { mode: 0o600 });
      const found = await lstat(join(project, path)).catch(missing);
      return { copy, sha256: sha256(contents), mode: (found?.mode ?? USUAL_MODE) & PERMISSIONS };
    };
    entries.push({ path, before: await keep("before", before), after: await keep("after", after), isRemade });
  }
  const journal: Journal = { state: "writing", index, entries };
  await saveJournal(staging, journal);
  return journal;
}

/** A person may have edited it while the update asked them. */
async function assertAsPlanned(project: string, path: string, before: Buffer | undefined): Promise<void> {
  const there = await readFile(join(project, path)).catch(missing);
  if (there === undefined ? before === undefined : before?.equals(there) === true) return;
  throw new UserError(`${path} was changed meanwhile; nothing was written`, {
    exitCode: ExitCode.targetInTheWay,
    hint: "update again",
  });
}

async function putInPlace(project: string, staging: string): Promise<void> {
  const store = join(project, STORE);
  const former = join(project, temporaryName(TEMPORARY));
  if (await exists(store)) await rename(store, former);
  await rename(staging, store);
  await rm(former, { recursive: true, force: true });
}

async function saveJournal(store: string, journal: Journal): Promise<void> {
  const text = `${JSON.stringify(journal, null, 2)}\n`;
  await replaceFile(join(store, JOURNAL), Buffer.from(text), {}, async () => {});
}

/** Removes what killed runs have left in a project besides their store. */
export function tidy(project: string): void {
  removeLeftovers(project, TEMPORARY);
}

/** Of the last update; undefined where there is none to take back. */
export async function readJournal(project: string): Promise<Journal | undefined> {
  const text = await readFile(join(project, STORE, JOURNAL), "utf8").catch(missing);
  return text === undefined ? undefined : (JSON.parse(text) as Journal);
}

/** There is nothing to take back any more. */
export async function forget(project: string): Promise<void> {
  const former = join(project, temporaryName(TEMPORARY));
  await rename(join(project, STORE), former).catch(missing);
  await rm(former, { recursive: true, force: true });
}

/**
 * Gives every file of a journal the version of one side. Doing it twice does no more.
 * @param skip files that stay as they are.
 */
export async function roll(
  project: string,
  journal: Journal,
  side: Side,
  skip: ReadonlySet<string> = new Set(),
): Promise<void> {
  for (const { path, [side]: version } of journal.entries) {
    if (skip.has(path)) continue;
    const file = join(project, path);
    await sweep(file);
    if (version === null) await removeFile(project, file);
    else await putFile(project, file, version);
  }
}

async function putFile(project: string, file: string, { copy, sha256: hash, mode }: Version): Promise<void> {
  const there = await readFile(file).catch(missing);
  if (there !== undefined && sha256(there) === hash) return;
  await makeFolders(dirname(file));
  const contents = await readFile(join(project, STORE, copy));
  const like = there === undefined ? undefined : file;
  await replaceFile(file, contents, { like, durable: false }, async () => {});
  if (like === undefined) await chmod(file, mode);
}

/** And the folders that are empty without it. */
async function removeFile(project: string, file: string): Promise<void> {
  await unlink(file).catch(missing);
  for (let folder = dirname(file); folder.length > project.length; folder = dirname(folder)) {
    if (
      !(await rmdir(folder).then(
        () => true,
        () => false,
      ))
    )
      return;
  }
}

function asRefusal(project: string, error: unknown): unknown {
  const { code, path = project } = error as NodeJS.ErrnoException;
  if (error instanceof UserError || typeof code !== "string") return error;
  return new UserError(`cannot write ${path}: ${reasonOf(code) ?? code}; nothing was changed`, {
    exitCode: ExitCode.targetInTheWay,
    hint: code === "ENOSPC" || code === "EDQUOT" ? "make room there" : "make it writable, and try again",
    cause: error,
  });
}
