import { rm, rmdir } from "node:fs/promises";
import { makeTemporaryFolder } from "../files/leftovers.js";
import { makeFolders } from "../files/make-folders.js";
import { ExitCode, UserError } from "../run/errors.js";
import { reasonOf } from "../run/system-error.js";

/** Work folders are in the output folder, so that the last step is a rename. */
const WORK = { prefix: ".build-", allOurs: true };

/** Gives `use` a folder beside the result, and removes it whatever happens. */
export async function inWorkFolder<T>(dist: string, use: (work: string, dist: string) => Promise<T>): Promise<T> {
  const { work, isNew } = await makeWorkFolder(dist);
  try {
    return await use(work, dist);
  } finally {
    await rm(work, { recursive: true, force: true });
    // An output folder that is ours and has nothing in it would only puzzle.
    if (isNew) await rmdir(dist).catch(() => {});
  }
}

async function makeWorkFolder(dist: string): Promise<{ work: string; isNew: boolean }> {
  try {
    const created = await makeFolders(dist);
    return { work: await makeTemporaryFolder(dist, WORK), isNew: created !== undefined };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UserError(`${dist} cannot be written: ${reasonOf(code) ?? code}`, {
      exitCode: ExitCode.buildFailed,
      hint: "the executable goes there: it has to be a folder that you may write to, with room for it",
      cause,
    });
  }
}
