import { handOver } from "../../cli/process/hand-over.js";
import { isCi } from "../../cli/run/environment.js";
import { interruptible } from "../../cli/run/interrupt.js";
import { printResult } from "../../cli/run/print-result.js";
import { plainProgress, silentProgress } from "../../cli/run/progress.js";
import { terminalProgress } from "../../cli/run/terminal-progress.js";
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
        const { project, files, copies } = await undoUpdate(folder, { force }, run);
        return { project, files, copies };
      };
      return printResult(json, take, ({ files, copies }) => undoneLines(files, copies, run.quiet));
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

function undoneLines(files: readonly string[], copies: readonly string[], quiet: boolean): readonly string[] {
  if (quiet) return [];
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
