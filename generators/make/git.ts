import { existsSync } from "node:fs";
import { join } from "node:path";
import { inStep } from "../../cli/run/progress/step.js";
import { gitCommands } from "../plan/git.js";
import type { GitResult } from "../plan/outcome.js";
import type { Run } from "../run.js";
import { git, gitProblem } from "./git-program.js";

/**
 * Makes the project a git repository with a first commit. A failure is said in the result: the project is fine without.
 * @throws the signal's reason when aborted.
 */
export async function makeRepository(project: string, committed: readonly string[], run: Run): Promise<GitResult> {
  const blocked = await gitProblem(project, run);
  if (blocked !== undefined) return { status: "none", reason: blocked };
  // A package manager may be told to write no lock file; git refuses to add what is not there.
  const there = committed.filter((path) => existsSync(join(project, path)));
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

async function identityProblem(project: string, run: Run): Promise<string | undefined> {
  // It fails where git would refuse to commit: no name or mail address in the config or the environment.
  const missing = await git(["-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"], project, run);
  return missing === undefined
    ? undefined
    : 'git does not know who you are: git config --global user.name "…" and user.email "…", then commit';
}
