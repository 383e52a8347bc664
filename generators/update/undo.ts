import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sha256 } from "../../cli/files/contents/sha256.js";
import { exists } from "../../cli/files/exists.js";
import { makeFolders } from "../../cli/files/make-folders.js";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import { lookAt } from "./project-file.js";
import { type Entry, forget, type Journal, readJournal, roll, tidy } from "./transaction.js";

/** Where copies go of what was changed since the update, in the project; a number follows when it is taken. */
const COPIES_FOLDER = "replaced";

export interface Undone {
  /** The files that are as they were. */
  readonly files: readonly string[];
  /** Those that were changed since the update. */
  readonly changed: readonly string[];
  /** The copies of them, in the project; none of a dry run. */
  readonly copies: readonly string[];
  /** What git's index had before. */
  readonly index: readonly string[];
}

/**
 * Takes the last update back, also one that was interrupted.
 * @param force also what was changed since; a copy of each is kept.
 * @param dryRun write nothing; say what would be taken back.
 * @throws {UserError} exit 3 when there is none, or when files were changed since.
 */
export async function undo(project: string, force: boolean, dryRun = false): Promise<Undone> {
  if (!dryRun) tidy(project);
  const journal = await readJournal(project);
  if (journal === undefined) {
    throw new UserError("there is no update to take back", {
      exitCode: ExitCode.targetInTheWay,
      hint: "only the last update of a project can be taken back, once, in the folder in which it ran",
    });
  }
  const changed = await changedSince(project, journal);
  if (changed.length > 0 && !force) {
    throw new UserError("files were changed since the update; nothing was taken back", {
      exitCode: ExitCode.targetInTheWay,
      details: changed,
      hint: "update --undo --force takes it back all the same, and keeps a copy of each",
    });
  }
  const files = journal.entries.map(({ path }) => path);
  if (dryRun) return { files, changed, copies: [], index: journal.index };
  const copies = await keepCopies(project, changed);
  await roll(project, journal, "before");
  await forget(project);
  return { files, changed, copies, index: journal.index };
}

/** Ends what a killed run has begun: all is as before it. What somebody has changed since stays. */
export async function recover(project: string): Promise<void> {
  tidy(project);
  const journal = await readJournal(project);
  if (journal?.state !== "writing") return;
  await roll(project, journal, "before", new Set(await changedSince(project, journal)));
  await forget(project);
}

/** The files that are neither as before nor as the update has made them. */
async function changedSince(project: string, { entries }: Journal): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const entry of entries) if (!entry.isRemade && (await isChanged(project, entry))) changed.push(entry.path);
  return changed;
}

async function isChanged(project: string, { path, before, after }: Entry): Promise<boolean> {
  const found = await lookAt(project, path);
  if (found.kind === "none") return before !== null && after !== null;
  if (found.kind === "blocked") return true;
  return ![before?.sha256, after?.sha256].includes(sha256(found.bytes));
}

async function keepCopies(project: string, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  let folder = COPIES_FOLDER;
  for (let number = 2; await exists(join(project, folder)); number++) folder = `${COPIES_FOLDER}-${number}`;
  await mkdir(join(project, folder));
  const copies: string[] = [];
  for (const path of paths) {
    const copy = `${folder}/${path}`;
    if ((await lookAt(project, path)).kind !== "file") continue;
    await makeFolders(dirname(join(project, copy)));
    await copyFile(join(project, path), join(project, copy));
    copies.push(copy);
  }
  return copies;
}
