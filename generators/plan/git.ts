import { ChildFailed, runChild } from "../../cli/process/child.js";
import type { Answers } from "../languages/language.js";
import { languageNamed } from "../languages/registry.js";
import type { Run } from "../run.js";
import { GENERATOR } from "../version.js";
import type { PlannedFile } from "./planned-files.js";
import type { Target } from "./target.js";

/**
 * What the first commit has, by its path in the project: what was made, and what the folder had that the template has too. What
 * else is the user's own is left for them to commit, and so are the copies of what was replaced.
 */
export function committedOf(
  answers: Answers,
  install: boolean,
  { kept }: Target,
  files: readonly PlannedFile[],
): readonly string[] {
  const lockFiles = install ? languageNamed(answers.language).lockFiles(answers) : [];
  const there = kept.filter((name) => name !== ".git");
  return [...files.map(({ path }) => path), ...there, ...lockFiles.slice(0, 1)];
}

/** The arguments of git that make a repository with a first commit. */
export function gitCommands(committed: readonly string[]): readonly (readonly string[])[] {
  return [
    ["init", "--quiet"],
    // --force: whoever ignores files of such names everywhere still needs these.
    ["add", "--force", "--", ...committed],
    ["commit", "--quiet", `--message=Start from ${GENERATOR.name} ${GENERATOR.version}`],
  ];
}

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
