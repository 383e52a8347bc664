import { basename, join, sep } from "node:path";
import { isBinary } from "../../cli/files/contents/binary.js";
import { RECORD_FILE } from "../../cli/languages/record-file.js";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import { shownFrom } from "../../cli/text/quote.js";
import { unifiedDiff } from "../../cli/text/unified-diff.js";
import type { PromptQuestion } from "../answers/prompt.js";
import type { FileChange } from "./decide.js";
import type { News } from "./news.js";
import { STORE } from "./transaction.js";
import type { Updated, UpdatePlan } from "./update.js";

/** What an update did, or would do, one line a file. */
export function describe(result: Updated, cwd: string): readonly string[] {
  const { project, from, to, dryRun, proofs } = result;
  const name = shownFrom(cwd, project);
  const called = name === "." ? basename(project) : name;
  if (result.changes.length === 0) {
    return [`${called} is as version ${to} makes it; nothing to do`, ...keptLines(result, cwd), ...openEdits(result)];
  }
  const versions = from === to ? to : `${from} → ${to}`;
  return [
    `${dryRun ? "Would update" : "Updated"} ${called}, ${versions}:`,
    ...fileLines(result, cwd),
    ...openEdits(result),
    ...openFiles(result, cwd),
    ...newsLines(result.news),
    ...proofs.flatMap(({ command, status, output }) => [`${status}: ${command}`, ...output.map((line) => `  ${line}`)]),
    dryRun ? "Nothing was written." : `To take it back: update --undo. What was replaced is in ${join(name, STORE)}`,
  ];
}

/** Asks a person to agree. */
export function questionOf(plan: UpdatePlan, cwd: string): PromptQuestion {
  const lines = [...fileLines(plan, cwd), ...newsLines(plan.news)];
  const message = [`${basename(plan.project)} will change:`, ...lines, "Go on?"].join("\n");
  return { type: "confirm", name: "goOn", message, default: true, escape: "leave" };
}

/** Asks the author to agree to changes of the code. */
export function questionOfEdits({ project, edits }: UpdatePlan, cwd: string): PromptQuestion {
  const shown = edits.flatMap((edit) => [
    edit.why ?? "",
    diffOfFile(shownFrom(cwd, join(project, edit.path)), edit).trimEnd(),
  ]);
  const message = ["Your own code can be adapted:", ...shown, "Do it?"].join("\n");
  return { type: "confirm", name: "edits", message, default: true, escape: "leave" };
}

/** What nobody has agreed to yet. */
function openEdits({ edits, changes }: UpdatePlan): readonly string[] {
  const open = edits.filter((edit) => !changes.includes(edit));
  const lines = open.map(({ path, why }) => `  ${path}: ${why}`);
  return lines.length === 0 ? [] : ["Your own code can be adapted by update --migrate:", ...lines];
}

/** What only the author can bring together: a new text beside their own, and code of theirs that the template has no use for. */
function openFiles({ project, changes, kept }: UpdatePlan, cwd: string): readonly string[] {
  const shown = (path: string) => shownFrom(cwd, join(project, path));
  const beside = changes.flatMap(({ path, own }) =>
    own === undefined ? [] : [`  ${shown(path)}: merge it with ${shown(own)}, then delete it`],
  );
  const unneeded = kept.flatMap(({ path, isUnneeded = false }) =>
    isUnneeded ? [`  ${shown(path)}: take over what you need of it, then delete it`] : [],
  );
  const lines = [...beside, ...unneeded];
  return lines.length === 0 ? [] : ["This is left to you; until then the project may not build:", ...lines];
}

/** All that would change, as `git apply` and `patch` take it. The record is for programs, and is left out. */
export function diffOf({ project, changes, edits }: UpdatePlan, cwd: string): string {
  const shown = [...new Set([...edits, ...changes])].filter(({ path }) => path !== RECORD_FILE);
  return shown.map((change) => diffOfFile(shownFrom(cwd, join(project, change.path)), change)).join("");
}

function diffOfFile(name: string, { before, after }: FileChange): string {
  if ([before, after].some((bytes) => bytes !== undefined && isBinary(bytes))) {
    return `Binary file ${name} (${after === undefined ? "removed" : `${after.length} bytes`})\n`;
  }
  return unifiedDiff(name, before?.toString(), after?.toString() ?? "");
}

/** What keeps the result from being a success; undefined when nothing does. */
export function failureOf({ project, changes, proofs, dryRun }: Updated, cwd: string): UserError | undefined {
  const conflicts = changes.filter(({ status }) => status === "conflict");
  if (conflicts.length > 0 && !dryRun) {
    return new UserError(`${conflicts.length === 1 ? "one file has" : `${conflicts.length} files have`} conflicts`, {
      exitCode: ExitCode.conflicts,
      details: conflicts.map(
        ({ path, conflict }) => `${shownFrom(cwd, join(project, path))}: ${conflict?.places ?? 1}`,
      ),
      hint: "decide between the sides at each <<<<<<<, then install; update --undo takes the update back",
    });
  }
  const failed = proofs.filter(({ status }) => status === "failed");
  if (failed.length === 0) return undefined;
  return new UserError(`the project is updated, but ${failed.map(({ task }) => task).join(", ")} failed`, {
    exitCode: ExitCode.checkFailed,
    hint: "correct what they show; update --undo takes the update back",
  });
}

/** What a program is told. */
export function documentOf(result: Updated): object {
  const { project, from, to, dryRun, news, installed, proofs, kept, edits } = result;
  const migrations = edits.map(({ path, why, ...edit }) => ({
    path,
    why,
    applied: !dryRun && result.changes.some(({ status, path: changed }) => status === edit.status && changed === path),
  }));
  const files = result.changes.map(({ path, status, why = null, conflict }) => ({
    path,
    status,
    why,
    conflicts: conflict?.places ?? 0,
  }));
  return {
    project,
    from,
    to,
    dryRun,
    files: [...files, ...kept.map(({ path, status, why }) => ({ path, status, why, conflicts: 0 }))],
    migrations,
    news,
    installed,
    proofs,
  };
}

function fileLines(plan: UpdatePlan, cwd: string): readonly string[] {
  const shown = plan.changes.filter(({ path }) => path !== RECORD_FILE);
  const lines = shown.map(({ status, path, why, conflict }) => {
    const places = conflict === undefined ? "" : ` (${conflict.places} to decide)`;
    return line(plan.project, status, path, cwd, (why === undefined ? "" : ` (${why})`) + places);
  });
  return lines.length === 0
    ? ["  the project's record only", ...keptLines(plan, cwd)]
    : [...lines, ...keptLines(plan, cwd)];
}

function keptLines({ project, kept }: UpdatePlan, cwd: string): readonly string[] {
  return kept.map(({ path, why }) => line(project, "keep", path, cwd, ` (${why})`));
}

function line(project: string, status: string, path: string, cwd: string, more: string): string {
  const folder = shownFrom(cwd, project);
  const shown = folder === "." ? path : `${folder}${sep}${path.split("/").join(sep)}`;
  return `  ${status.padEnd(8)}  ${shown}${more}`;
}

function newsLines({ breaking, others }: News): readonly string[] {
  const part = (title: string, points: readonly string[]) =>
    points.length === 0 ? [] : [title, ...points.map((point) => `  - ${point}`)];
  return [...part("What asks for a change of yours:", breaking), ...part("What is new:", others)];
}
