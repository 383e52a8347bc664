import { ChildFailed, runChild } from "../../cli/process/child.js";
import type { Run } from "../run.js";

/** Why no repository is made in a folder; undefined when nothing speaks against it. */
export async function gitProblem(folder: string, run: Pick<Run, "signal">): Promise<string | undefined> {
  const found = await git(["--version"], folder, run);
  if (found !== undefined) return found;
  const outside = await git(["rev-parse", "--is-inside-work-tree"], folder, run);
  return outside === undefined ? "the folder is in a git repository already" : undefined;
}

/** @returns why it failed; undefined when it did not. */
export async function git(
  args: readonly string[],
  cwd: string,
  { signal }: Pick<Run, "signal">,
): Promise<string | undefined> {
  try {
    // Nobody is there to type a password for a signature.
    await runChild("git", args, { cwd, signal, env: { GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" } });
    return undefined;
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    return error.notFound ? "git is not on the PATH" : (error.lastLines.at(-1) ?? error.message);
  }
}
