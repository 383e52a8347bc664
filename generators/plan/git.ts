import type { Answers } from "../languages/language.js";
import { languageNamed } from "../languages/registry.js";
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
