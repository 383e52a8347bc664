import { realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { PluginEntry } from "../../daemon/entry.js";
import type { Where } from "../config/locate.js";
import { bootProblem } from "../doctor/boot.js";
import { doctor, warningLines } from "../doctor/doctor.js";
import { runningDaemon } from "../doctor/running-daemon.js";
import { nameWarnings, staleWarnings } from "../languages/agreement.js";
import { taskCommand } from "../languages/detect.js";
import { executableOf, projectEntry } from "../project/project-entry.js";
import { ExitCode, UserError } from "../run/errors.js";
import { interruptible } from "../run/interrupt.js";
import { printResult } from "../run/print-result.js";
import { unifiedDiff } from "../text/unified-diff.js";
import { type Registered, whatTheDaemonNeeds } from "./daemon-needs.js";
import { previewRegister, register, type RegisterOptions, type RegisterResult } from "./register.js";

export interface RegisterFlags extends Where {
  readonly overwrite?: boolean;
  readonly backup?: boolean;
  readonly dryRun?: boolean;
  readonly diff?: boolean;
  readonly json?: boolean;
}

interface Previewed extends Omit<RegisterResult, "backup"> {
  readonly entry: PluginEntry;
  readonly dryRun: true;
  /** What the run would change in the config; empty when nothing. */
  readonly diff: string;
}

/** What `register` does and prints. */
export async function runRegister(
  folder: string,
  { dryRun, diff, json = false, ...flags }: RegisterFlags,
): Promise<void> {
  const run = <T>(work: (options: RegisterOptions) => Promise<T>) =>
    interruptible((signal) => proven(folder, flags, signal, work));
  if (dryRun || diff) await printResult(json, () => run(preview), diff && !dryRun ? diffOf : describePreview);
  else await printResult(json, () => run(registerNow), describeRegistered);
}

/** Does what is to be done with a project's executable once that is proved to start. */
async function proven<T>(
  folder: string,
  flags: Omit<RegisterOptions, "entry" | "executable" | "project" | "signal">,
  signal: AbortSignal,
  work: (options: RegisterOptions) => Promise<T>,
): Promise<T> {
  const project = resolve(folder);
  const entry = await projectEntry(project);
  const executable = executableOf(project, entry);
  await proveItStarts(project, executable, entry, signal);
  const warnings = [...(await nameWarnings(project, entry)), ...(await staleWarnings(project, executable))];
  for (const line of warnings) process.stderr.write(`${line}\n`);
  return work({ ...flags, entry, executable, project: await realpath(project), signal });
}

async function registerNow(options: RegisterOptions): Promise<Registered> {
  const result = await register(options);
  warn(result);
  return { ...result, entry: options.entry, daemon: await runningDaemon(result.folder) };
}

async function preview(options: RegisterOptions): Promise<Previewed> {
  const { before, after, ...result } = await previewRegister(options);
  const { problems } = before === undefined ? { problems: [] } : await doctor(options);
  warn({ ...result, problems });
  return {
    ...result,
    problems,
    entry: options.entry,
    dryRun: true,
    diff: unifiedDiff(result.configFile, before, after),
  };
}

/** Nothing of it is ours, but it keeps the daemon from running the new plugin all the same. */
function warn(result: Pick<RegisterResult, "problems" | "configFile">): void {
  if (result.problems.length === 0) return;
  for (const line of warningLines(result)) process.stderr.write(`${line}\n`);
}

/** Finds out here what would keep the daemon from starting: QUIRKS.md, "One plugin stops the boot". */
async function proveItStarts(
  project: string,
  executable: string,
  entry: PluginEntry,
  signal: AbortSignal,
): Promise<void> {
  if (!(await stat(executable).catch(() => undefined))?.isFile()) {
    throw new UserError(`there is no executable at ${executable}`, {
      exitCode: ExitCode.usage,
      hint: `build it first: ${await taskCommand(project, "build")}`,
    });
  }
  const problem = await bootProblem(executable, entry.type, signal);
  if (problem === undefined) return;
  throw new UserError(`not registered, because the daemon would not start with it: ${problem}`, {
    exitCode: ExitCode.checkFailed,
    hint: `${await taskCommand(project, "check")} shows every step`,
  });
}

function diffOf({ diff }: Previewed): string[] {
  return diff === "" ? [] : [diff.replace(/\n$/, "")];
}

function describePreview(result: Previewed): string[] {
  const { entry, status, configFile, executable, install } = result;
  const entryLine = {
    added: `${entry.name} would be registered in ${configFile}`,
    updated: `${entry.name} would be updated in ${configFile}: ${changesOf(result)}`,
    unchanged: `${entry.name} is registered already in ${configFile}`,
  }[status];
  const fileLine = {
    new: `executable: ${executable} (would be installed)`,
    replace: `executable: ${executable} (would be replaced)`,
    none: `executable: ${executable} (is there)`,
  }[install];
  return [entryLine, fileLine, ...settingsLine(result, "would be made"), ...besides(result), ...diffOf(result)];
}

/** What a registration did, and what the daemon needs to see it. */
function describeRegistered(result: Registered): string[] {
  const { entry, status, configFile, executable, created, install } = result;
  const config = created ? `${configFile} (made new)` : configFile;
  const entryLine = {
    added: `${entry.name} is registered in ${config}`,
    updated: `${entry.name} is updated in ${config}: ${changesOf(result)}`,
    unchanged: `${entry.name} is registered already; nothing to do in ${config}`,
  }[status];
  const fileLine = `executable: ${executable}${install === "replace" ? " (replaced)" : ""}`;
  return [entryLine, fileLine, ...settingsLine(result, "made"), ...besides(result), ...whatTheDaemonNeeds(result)];
}

function settingsLine({ settings }: Pick<RegisterResult, "settings">, made: string): string[] {
  if (settings === undefined) return [];
  const { file, status } = settings;
  return [
    `settings: ${file} (${status === "new" ? `${made}, with each default as a comment` : "is there, and stays as it is"})`,
  ];
}

/** What a run or an earlier registration of the same project has left. */
function besides(result: (RegisterResult | Previewed) & { readonly entry: PluginEntry }): string[] {
  const { entry, formerNames, leftBehind } = result;
  const backup = "backup" in result ? result.backup : undefined;
  return [
    ...(backup === undefined ? [] : [`the config as it was: ${backup}`]),
    ...formerNames.map((name) => `this project is registered as ${name}, too; to take that out: unregister ${name}`),
    ...leftBehind.map((file) => `left from an earlier registration: ${file}; unregister ${entry.name} removes it, too`),
  ];
}

function changesOf({ changes }: Pick<RegisterResult, "changes">): string {
  return changes.map(({ field, before, after }) => `${field} ${before ?? "(missing)"} → ${after}`).join(", ");
}
