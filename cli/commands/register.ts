import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import type { PluginEntry } from "../../daemon/entry.js";
import { LaunchError } from "../../sdk/typescript/src/testing/launch-error.js";
import { ExitCode, UserError } from "../run/errors.js";
import { interruptible } from "../run/interrupt.js";
import { type Registered, whatTheDaemonNeeds } from "../register/daemon-needs.js";
import type { RegisterOptions, RegisterResult } from "../register/register.js";
import { addDaemonOptions, type DaemonOptions } from "./daemon-options.js";
import { printResult } from "./print-result.js";

interface RegisterFlags extends DaemonOptions {
  readonly overwrite?: boolean;
  readonly backup?: boolean;
  readonly dryRun?: boolean;
  readonly diff?: boolean;
  readonly json?: boolean;
}

interface Previewed extends RegisterResult {
  readonly entry: PluginEntry;
  readonly dryRun: true;
  /** What the run would change in the config; empty when nothing. */
  readonly diff: string;
}

/** `register [PROJECT]`: the built executable into PluginDir, then its entry into the config. */
export function registerCommand(): Command {
  const command = new Command("register")
    .description("install the built executable and add its entry to the daemon's config.yaml")
    .argument("[project]", "the project's folder", ".");
  return addDaemonOptions(command)
    .option("--overwrite", "change an entry of the same name, and replace an executable that no plugin runs")
    .option("--backup", "keep the config as it was in config.yaml.bak")
    .option("--dry-run", "change nothing; say what would be done, with the unified diff of the config")
    .addOption(new Option("--diff", "change nothing; print only that diff"))
    .option("--json", "print one JSON document")
    .action(runRegister);
}

async function runRegister(folder: string, { dryRun, diff, json = false, ...flags }: RegisterFlags): Promise<void> {
  const run = <T>(work: (options: RegisterOptions) => Promise<T>) =>
    interruptible((signal) => proven(folder, flags, signal, work));
  if (dryRun || diff) await printResult(json, () => run(preview), diff && !dryRun ? diffOf : describePreview);
  else await printResult(json, () => run(registerNow), describeRegistered);
}

/** Does what is to be done with a project's executable once that is proved to start. */
async function proven<T>(
  folder: string,
  flags: Omit<RegisterOptions, "entry" | "executable" | "signal">,
  signal: AbortSignal,
  work: (options: RegisterOptions) => Promise<T>,
): Promise<T> {
  const { executableOf, projectEntry } = await import("../project/project-entry.js");
  const project = resolve(folder);
  const entry = await projectEntry(project);
  const executable = executableOf(project, entry);
  await proveItStarts(project, executable, entry, signal);
  return work({ ...flags, entry, executable, signal });
}

async function registerNow(options: RegisterOptions): Promise<Registered> {
  const { register } = await import("../register/register.js");
  const result = await register(options);
  await warn(result);
  const { runningDaemon } = await import("../register/running-daemon.js");
  return { ...result, entry: options.entry, daemon: await runningDaemon(result.folder) };
}

async function preview(options: RegisterOptions): Promise<Previewed> {
  const { previewRegister } = await import("../register/register.js");
  const { unifiedDiff } = await import("../text/unified-diff.js");
  const { before, after, ...result } = await previewRegister(options);
  const { doctor } = await import("../doctor/doctor.js");
  const { problems } = before === undefined ? { problems: [] } : await doctor(options);
  await warn({ ...result, problems });
  return {
    ...result,
    problems,
    entry: options.entry,
    dryRun: true,
    diff: unifiedDiff(result.configFile, before, after),
  };
}

/** Nothing of it is ours, but it keeps the daemon from running the new plugin all the same. */
async function warn(result: RegisterResult): Promise<void> {
  if (result.problems.length === 0) return;
  const { warningLines } = await import("../doctor/doctor.js");
  for (const line of warningLines(result)) process.stderr.write(`${line}\n`);
}

/** Finds out here what would keep the daemon from starting: QUIRKS.md, "One plugin stops the boot". */
async function proveItStarts(
  project: string,
  executable: string,
  entry: PluginEntry,
  signal: AbortSignal,
): Promise<void> {
  const { taskCommand } = await import("../languages/detect.js");
  if (!(await stat(executable).catch(() => undefined))?.isFile()) {
    throw new UserError(`there is no executable at ${executable}`, {
      exitCode: ExitCode.usage,
      hint: `build it first: ${await taskCommand(project, "build")}`,
    });
  }
  const { launch } = await import("../../sdk/typescript/src/testing/launch.js");
  try {
    const plugin = await launch(executable, { signal });
    await plugin.close();
    if (plugin.type === entry.type) return;
    throw new LaunchError("protocol", `it is a ${plugin.type}, and laniakea-plugin.yaml says ${entry.type}`);
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    throw new UserError(`not registered, because the daemon could not start it: ${error.message}`, {
      exitCode: ExitCode.checkFailed,
      hint: `${await taskCommand(project, "check")} shows every step`,
      cause: error,
    });
  }
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
  return [entryLine, fileLine, ...diffOf(result)];
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
  return [entryLine, fileLine, ...whatTheDaemonNeeds(result)];
}

function changesOf({ changes }: RegisterResult): string {
  return changes.map(({ field, before, after }) => `${field} ${before ?? "(missing)"} → ${after}`).join(", ");
}
