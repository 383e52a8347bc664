import { handOver } from "../../cli/process/hand-over.js";
import { isCi } from "../../cli/run/environment.js";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import { interruptible } from "../../cli/run/interrupt.js";
import { printResult } from "../../cli/run/print-result.js";
import { plainProgress, silentProgress } from "../../cli/run/progress/progress.js";
import { terminalProgress } from "../../cli/run/progress/terminal-progress.js";
import { QUESTIONS } from "../answers/questions.js";
import { confirm } from "../app/confirm.js";
import type { Texts } from "../languages/question.js";
import type { Run } from "../run.js";
import { describe, diffOf, documentOf, failureOf, questionOf, questionOfEdits } from "../update/tell.js";
import { type Asked, undoUpdate, update, type Updated, type UpdateOptions } from "../update/update.js";
import { GENERATOR } from "../version.js";

export interface UpdateFlags {
  readonly texts: Texts;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly diff?: boolean;
  readonly force?: boolean;
  readonly undo?: boolean;
  readonly to?: string;
  readonly install?: boolean;
  readonly migrate?: boolean;
  readonly check?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** What `update` does and prints. */
export async function runUpdate(folder: string, flags: UpdateFlags): Promise<void> {
  const { to, json = false, force = false } = flags;
  if (to !== undefined && to !== GENERATOR.version) return handOver(to, process.argv.slice(2));
  await interruptible(async (signal) => {
    const run = await runOf(flags, signal);
    if (flags.undo === true) {
      const take = async () => {
        refuseBesideUndo(flags);
        const { index: _, ...undone } = await undoUpdate(folder, { force }, run);
        return { ...undone, dryRun: run.dryRun };
      };
      return printResult(json, take, (undone) => (run.quiet ? [] : undoneLines(undone)));
    }
    let result: Updated | undefined;
    const work = async () => {
      result = await update(folder, optionsOf(flags, run), run);
      // Also where it ends with conflicts: what happened to each file is said first.
      if (!json && !run.quiet) process.stdout.write(textOf(result, run));
      return documentOf(result);
    };
    await printResult(
      json,
      work,
      () => [],
      () => (result === undefined ? undefined : failureOf(result, run.cwd)),
    );
  });
}

function optionsOf(
  { texts, force = false, install = true, migrate = false, check }: UpdateFlags,
  run: Run,
): UpdateOptions {
  return {
    texts,
    force,
    install,
    check: install && (check ?? run.interactive),
    migrate,
    asked: run.interactive ? askedAt(run) : undefined,
  };
}

function askedAt(run: Run): Asked {
  return {
    agree: (plan) => confirm(questionOf(plan, run.cwd), run),
    agreeToEdits: (plan) => confirm(questionOfEdits(plan, run.cwd), run),
  };
}

function textOf(result: Updated, { diff, cwd }: Run): string {
  return diff ? diffOf(result, cwd) : `${describe(result, cwd).join("\n")}\n`;
}

/** @throws {UserError} exit 2 for what taking an update back cannot do: who gives a flag means it. */
function refuseBesideUndo({ texts, diff, to, migrate, check }: UpdateFlags): void {
  const given = { diff, to, migrate, check };
  const others = Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [`--${key}`]));
  const changed = QUESTIONS.filter(({ key }) => key in texts).map(({ flag }) => flag.split(" ", 1)[0]);
  const [first] = [...others, ...changed];
  if (first === undefined) return;
  throw new UserError(`--undo goes without ${first}`, {
    exitCode: ExitCode.usage,
    hint: "update --undo --dry-run lists the files that would be as they were before the last update",
  });
}

interface UndoneShown {
  readonly files: readonly string[];
  readonly changed: readonly string[];
  readonly copies: readonly string[];
  readonly dryRun: boolean;
}

function undoneLines({ files, changed, copies, dryRun }: UndoneShown): readonly string[] {
  if (dryRun) {
    const lines = files.map(
      (path) => `  ${path}${changed.includes(path) ? " (changed since; a copy would be kept)" : ""}`,
    );
    return [`Would take the last update back: ${files.length} files`, ...lines, "Nothing was written."];
  }
  const kept = copies.length === 0 ? [] : [`What was changed since is kept: ${copies.join(", ")}`];
  return [`Took the last update back: ${files.length} files are as they were before it`, ...kept];
}

async function runOf(flags: UpdateFlags, signal: AbortSignal): Promise<Run> {
  const { yes = false, dryRun = false, diff = false, json = false, quiet = false } = flags;
  const plain = process.env["TERM"] === "dumb";
  const isTerminal = process.stderr.isTTY === true && process.stdin.isTTY === true;
  const progress = plain ? plainProgress(process.stderr) : await terminalProgress(process.stderr);
  return {
    cwd: process.cwd(),
    signal,
    progress: quiet ? silentProgress : progress,
    stdout: process.stdout,
    dryRun: dryRun || diff,
    diff,
    modes: [],
    json,
    plain,
    quiet,
    interactive: isTerminal && !yes && !json && !isCi(),
  };
}
