import { existsSync } from "node:fs";
import { join } from "node:path";
import { ChildFailed, runChild } from "../../cli/process/child.js";
import type { Run } from "../run.js";
import { inStep } from "../../cli/run/step.js";
import { type Committed, gitCommands } from "../plan/steps.js";

/** What became of the wish for a repository. */
export interface GitResult {
  readonly status: "committed" | "initialized" | "none";
  /** Why there is no commit, or no repository; undefined when there is one. */
  readonly reason?: string;
}

/**
 * Makes the project a git repository with a first commit. A failure is said in the result: the project is fine without.
 * @throws the signal's reason when aborted.
 */
export async function makeRepository(project: string, committed: Committed, run: Run): Promise<GitResult> {
  const blocked = await gitProblem(project, run);
  if (blocked !== undefined) return { status: "none", reason: blocked };
  // A package manager may be told to write no lock file; git refuses to add what is not there.
  const there = committed?.filter((path) => existsSync(join(project, path)));
  const [init = [], ...commit] = gitCommands(there);
  return inStep(run.progress, "Making a git repository", async () => {
    const failed = await git(init, project, run);
    if (failed !== undefined) return { status: "none", reason: failed };
    const identity = await identityProblem(project, run);
    if (identity !== undefined) return { status: "initialized", reason: identity };
    for (const args of commit) {
      const reason = await git(args, project, run);
      if (reason !== undefined) return { status: "initialized", reason };
    }
    return { status: "committed" };
  });
}

/** Why no repository is made in a folder; undefined when nothing speaks against it. */
export async function gitProblem(folder: string, run: Run): Promise<string | undefined> {
  const found = await git(["--version"], folder, run);
  if (found !== undefined) return found;
  const outside = await git(["rev-parse", "--is-inside-work-tree"], folder, run);
  return outside === undefined ? "the folder is in a git repository already" : undefined;
}

async function identityProblem(project: string, run: Run): Promise<string | undefined> {
  // It fails where git would refuse to commit: no name or mail address in the config or the environment.
  const missing = await git(["-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"], project, run);
  return missing === undefined
    ? undefined
    : 'git does not know who you are: git config --global user.name "…" and user.email "…", then commit';
}

/** @returns why it failed; undefined when it did not. */
async function git(args: readonly string[], cwd: string, { signal }: Run): Promise<string | undefined> {
  try {
    // Nobody is there to type a password for a signature.
    await runChild("git", args, { cwd, signal, env: { GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" } });
    return undefined;
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    return error.notFound ? "git is not on the PATH" : (error.lastLines.at(-1) ?? error.message);
  }
}
