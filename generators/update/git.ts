import { ChildFailed, runChild } from "../../cli/process/child.js";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import type { Run } from "../run.js";
import type { FileChange } from "./decide.js";

/** A repository that a project is in; its root may be above the project. */
export interface Repository {
  /** What git is told to do in the project's folder. @returns what it printed, without the last newline. */
  git(args: readonly string[], input?: string | Uint8Array): Promise<string>;
  /** The project's folder in the repository, with a last `/`; empty at its root. */
  readonly prefix: string;
}

/** The repository that a project is in; undefined where there is none, or no git. */
export async function repositoryOf(project: string, { signal }: Pick<Run, "signal">): Promise<Repository | undefined> {
  const git = async (args: readonly string[], input?: string | Uint8Array) => {
    const env = { GIT_TERMINAL_PROMPT: "0", LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0" };
    return (await runChild("git", args, { cwd: project, signal, env, ...(input === undefined ? {} : { input }) }))
      .stdout;
  };
  try {
    return { git, prefix: await git(["rev-parse", "--show-prefix"]) };
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    return undefined;
  }
}

/**
 * An update beside changes that nobody has committed could not be told apart from them.
 * @throws {UserError} exit 3, naming them.
 */
export async function refuseDirty({ git }: Repository, changes: readonly FileChange[]): Promise<void> {
  const there = changes.filter(({ before }) => before !== undefined).map(({ path }) => path);
  const tracked = lines(await git(["status", "--porcelain", "--untracked-files=no", "--", "."]));
  const others = ["ls-files", "--others", "--exclude-standard", "--", ...there];
  const untracked = there.length === 0 ? [] : lines(await git(others)).map((path) => `?? ${path}`);
  const dirty = [...tracked, ...untracked];
  if (dirty.length === 0) return;
  const shown = dirty.slice(0, MOST_SHOWN);
  throw new UserError("the project has changes that are not committed; nothing was changed", {
    exitCode: ExitCode.targetInTheWay,
    details: dirty.length > shown.length ? [...shown, `and ${dirty.length - shown.length} more`] : shown,
    hint: "commit them first, or update all the same with --force",
  });
}

const MOST_SHOWN = 10;

/** What the index has of some files now, for {@link setIndex}. */
export async function indexOf({ git }: Repository, paths: readonly string[]): Promise<readonly string[]> {
  return paths.length === 0 ? [] : lines(await git(["ls-files", "--stage", "--full-name", "--", ...paths]));
}

/** Makes conflicts real ones, with the three sides in the index: `git status`, `git mergetool` and editors know them then. */
export async function markConflicts(repository: Repository, changes: readonly FileChange[]): Promise<void> {
  const { git, prefix } = repository;
  const entries: string[] = [];
  for (const { path, before, conflict } of changes) {
    if (conflict === undefined || before === undefined) continue;
    const [known] = await indexOf(repository, [path]);
    if (known === undefined) continue; // git does not follow the file.
    const [mode = "100644"] = known.split(" ");
    const sides = [conflict.base, before, conflict.theirs];
    for (const [index, side] of sides.entries()) {
      // Both sides made the file: there is no first stage.
      if (index === 0 && side.length === 0) continue;
      const hash = await git(["hash-object", "-w", "--stdin", `--path=${path}`], side);
      entries.push(`${mode} ${hash} ${index + 1}\t${prefix}${path}`);
    }
  }
  await setIndex(repository, entries);
}

/** Gives files the entries that {@link indexOf} has told, and no others. */
export async function setIndex({ git }: Repository, entries: readonly string[]): Promise<void> {
  const [first] = entries;
  if (first === undefined) return;
  const nothing = "0".repeat(first.split(" ")[1]?.length ?? 0);
  const paths = new Set(entries.map((entry) => entry.slice(entry.indexOf("\t") + 1)));
  const removed = [...paths].map((path) => `0 ${nothing}\t${path}`);
  await git(["update-index", "--index-info"], `${[...removed, ...entries].join("\n")}\n`);
}

function lines(text: string): readonly string[] {
  return text === "" ? [] : text.split("\n");
}
