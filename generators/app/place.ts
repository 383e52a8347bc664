import { lstat, mkdir, mkdtemp, readdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { ExitCode, UserError } from "../../sdk/cli/errors.js";
import type { RenderedFile } from "../environment.js";
import type { Target } from "./target.js";

/** Long names must leave room for the suffix of the staging folder. */
const MAX_STAGING_NAME = 100;

/**
 * Puts a rendered project onto the disk: into a staging folder, then to its place in one go.
 * Whatever goes wrong, the place is as it was before, and the staging folder is gone.
 * @throws {UserError} exit 3 when it cannot be written.
 * @throws the signal's reason when aborted.
 */
export async function place(target: Target, files: readonly RenderedFile[], signal: AbortSignal): Promise<void> {
  const made: string[] = [];
  try {
    // One by one: Node's recursive mkdir never ends where a folder refuses to have others in it, such as /proc.
    for (const folder of target.missingParents) {
      await mkdir(folder);
      made.push(folder);
    }
    await stageAndMove(target, files, signal);
  } catch (error) {
    // Not if somebody has put something there meanwhile: then it is theirs.
    for (const folder of made.reverse()) await rmdir(folder).catch(() => {});
    return fail(target, error);
  }
}

async function stageAndMove(target: Target, files: readonly RenderedFile[], signal: AbortSignal): Promise<void> {
  // Inside a folder that is there, so that moving never crosses file systems; else beside the one to come.
  const parent = target.exists ? target.path : dirname(target.path);
  const staging = await mkdtemp(join(parent, `.${basename(target.path).slice(0, MAX_STAGING_NAME)}.create-`));
  try {
    // One deeper than the staging folder, which only its owner may enter: the project gets the usual rights.
    const staged = join(staging, "project");
    for (const { path, contents } of files) {
      signal.throwIfAborted();
      const file = join(staged, relative(target.path, path));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, contents);
    }
    signal.throwIfAborted();
    await (target.exists ? moveEntries(staged, target.path, signal) : rename(staged, target.path));
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Moves all entries, or none. */
async function moveEntries(from: string, to: string, signal: AbortSignal): Promise<void> {
  const moved: string[] = [];
  try {
    for (const name of (await readdir(from)).sort()) {
      signal.throwIfAborted();
      await assertFree(join(to, name));
      await rename(join(from, name), join(to, name));
      moved.push(name);
    }
  } catch (error) {
    for (const name of moved.reverse()) await rename(join(to, name), join(from, name));
    throw error;
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
  const reason = code === "ENOTEMPTY" || code === "EEXIST" ? "something appeared there meanwhile" : code;
  throw new UserError(`cannot write ${target.path} (${reason}); nothing was changed`, {
    exitCode: ExitCode.targetInTheWay,
    cause: error,
  });
}
