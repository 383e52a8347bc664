import { stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { entrySnippet, type FieldChange, fieldChangesBetween } from "../../daemon/config/edit.js";
import type { Problem } from "../../daemon/config/rules.js";
import type { PluginEntry } from "../../daemon/entry.js";
import type { Located, Where } from "../config/locate.js";
import { diagnose, doctor } from "../doctor/doctor.js";
import { createFile, installExecutable, keepOldProgram, makeFolder, sweep } from "../files/atomic-file.js";
import type { Undo } from "../files/undo.js";
import { assertNobodyElses, assertRuns, type InstallPlan, planInstall } from "./install.js";
import { writeRecord } from "./install-record.js";
import { joinedFolders, madeFolders } from "./made-folders.js";
import { formerNamesOf, leftBehind, readMemory, type Remembered, writeMemory } from "./memory.js";
import { type AddPlan, planAdd, refuseBadInput } from "./plan.js";
import { type InstalledSettings, planSettings, type SettingsPlan } from "./settings.js";
import { alone, forPerson, writeConfig } from "./transaction.js";

export interface RegisterOptions extends Where {
  readonly entry: PluginEntry;
  /** The built executable; a copy goes to PluginDir under the name `entry.exec`. */
  readonly executable: string;
  /** The folder of the plugin's project, absolute, by which a project is known again that has another name now. */
  readonly project?: string;
  /**
   * Gives an entry of the same name the new fields, and replaces a program in the executable's place that no entry names.
   * Default: both are refused. What another plugin runs, and what is no program, is never replaced.
   */
  readonly overwrite?: boolean;
  /** Keeps the config as it was in config.yaml.bak, or config.yaml.bak.1 and so on where that is there. Default: false. */
  readonly backup?: boolean;
  readonly signal: AbortSignal;
}

export interface RegisterResult {
  /** "unchanged": the config had the same entry. A rebuilt executable is installed all the same. */
  readonly status: "added" | "updated" | "unchanged";
  readonly configFile: string;
  /** The daemon's folder. */
  readonly folder: string;
  readonly pluginDir: string;
  /** Where the executable was installed. */
  readonly executable: string;
  /** "none": the same file was there. */
  readonly install: InstallPlan;
  /** True when there was no config before. */
  readonly created: boolean;
  /** The fields of an updated entry that are others now. */
  readonly changes: readonly FieldChange[];
  /** The names under which the same project is in the config as well. */
  readonly formerNames: readonly string[];
  /** Copies of the executable that an earlier registration left elsewhere, and that no plugin runs any more. */
  readonly leftBehind: readonly string[];
  /** The plugin's settings file; undefined for a plugin without settings. */
  readonly settings: InstalledSettings | undefined;
  /** The copy of the config as it was; undefined when none was asked for, or nothing changed. */
  readonly backup: string | undefined;
  /** What was the matter with the config before, and still is. */
  readonly problems: readonly Problem[];
}

type Planned = Omit<RegisterResult, "problems" | "backup">;

/** What {@link register} would do, with the config's text before (undefined: there is none) and after. */
export interface RegisterPreview extends Planned {
  readonly before: string | undefined;
  readonly after: string;
}

/**
 * Installs a plugin's executable and adds its entry to the daemon's config.
 * Everything that can be refused is refused before anything is written; a failure later on takes back what was done.
 * @throws {UserError} with exit code 7 and a one-line reason.
 * @throws the signal's reason when aborted, with everything as it was.
 */
export async function register(options: RegisterOptions): Promise<RegisterResult> {
  return alone(options, entrySnippet(options.entry), async (located, undo) => {
    const work = await plan(options, located);
    options.signal.throwIfAborted();
    // The daemon makes its own folder for nobody else; plugins may be anybody's.
    const own = work.add.before === undefined ? await makeFolder(located.folder, 0o700, undo) : [];
    const made = [...own, ...(await makeFolder(work.add.pluginDir, 0o777, undo))];
    const forgets = [await remember(work, made, located, undo), await putExecutable(options, work.result, undo)];
    await assertRuns(work.result.executable);
    await putSettings(work.settings, undo);
    if (work.result.install === "new") assertNobodyElses(work.result.executable, options.entry, work.add);
    const backup = await writeConfig(work.add, located, undo, options);
    for (const forget of forgets) await forget();
    return { ...work.result, backup, problems: await otherProblems(options, work.add, work.result, located) };
  });
}

/** What {@link register} would do, and refuse, at this moment. Changes nothing. @throws as it does. */
export async function previewRegister(options: RegisterOptions): Promise<RegisterPreview> {
  return forPerson(options, entrySnippet(options.entry), async (located) => {
    const { add, result } = await plan(options, located);
    return { ...result, before: add.before, after: add.after };
  });
}

interface Work {
  readonly add: AddPlan;
  readonly settings: SettingsPlan | undefined;
  readonly result: Planned;
  readonly memory: {
    readonly before: readonly Remembered[];
    readonly after: readonly Remembered[];
    readonly own: Remembered;
  };
}

async function plan(options: RegisterOptions, located: Located): Promise<Work> {
  const { entry, executable: from, overwrite, project } = options;
  await refuseBadInput(entry, from);
  const add = await planAdd(entry, located, overwrite);
  const { pluginDir, before, after, entries } = add;
  const memory = await readMemory(located.realConfigFile);
  const formerNames = formerNamesOf(memory, { name: entry.name, project }, entries);
  const install = await planInstall(from, entry, add, located, { overwrite, formerNames });
  const executable = join(pluginDir, entry.exec);
  const known = entries.find(({ fields }) => fields.name === entry.name);
  const status = after === before ? "unchanged" : known ? "updated" : "added";
  const changes = known ? fieldChangesBetween(known.fields, entry) : [];
  const mine = memory.find(({ name }) => name === entry.name);
  const others = entries.filter((other) => other !== known);
  const left = await leftBehind(mine?.executables ?? [], executable, others, pluginDir);
  const settings = await planSettings(from, executable, options.signal);
  const { configFile, folder } = located;
  const created = before === undefined;
  const remembered = {
    name: entry.name,
    project: project ?? mine?.project,
    executables: [executable, ...left],
    ...(created || mine?.madeConfig === true ? { madeConfig: true } : {}),
    ...(mine?.madeFolders === undefined ? {} : { madeFolders: mine.madeFolders }),
  };
  return {
    add,
    settings,
    result: {
      status,
      configFile,
      folder,
      pluginDir,
      executable,
      install,
      created,
      changes,
      formerNames,
      leftBehind: left,
      settings: settings && { file: settings.file, status: settings.status },
    },
    memory: {
      own: remembered,
      before: memory,
      after: mine ? memory.map((one) => (one === mine ? remembered : one)) : [...memory, remembered],
    },
  };
}

/** @param made the folders that were made for it. */
async function remember(
  { memory }: Work,
  made: readonly string[],
  located: Located,
  undo: Undo,
): Promise<() => Promise<void>> {
  const folders = await madeFolders(made);
  const after = memory.after.map((one) =>
    folders.length > 0 && one === memory.own ? { ...one, madeFolders: joinedFolders(one.madeFolders, folders) } : one,
  );
  if (JSON.stringify(memory.before) === JSON.stringify(after)) return async () => {};
  return writeMemory(located.realConfigFile, after, undo);
}

/** The new entry has none, so those of the text before will do, a few lines further down; an updated one may have had some. */
async function otherProblems(
  options: RegisterOptions,
  { view, before, after }: AddPlan,
  { status }: Planned,
  located: Located,
): Promise<readonly Problem[]> {
  if (view === undefined || before === undefined) return [];
  if (status === "updated") return (await doctor(options)).problems;
  const added = after.split("\n").length - before.split("\n").length;
  const first = firstDifferentLine(before, after);
  return diagnose(view, located).problems.map((problem) => {
    const { place } = problem;
    return place && place.line >= first ? { ...problem, place: { ...place, line: place.line + added } } : problem;
  });
}

/** UTF-16 units that are compared at a time: one by one takes longer than to parse the config. */
const STRIDE = 4096;

function firstDifferentLine(before: string, after: string): number {
  let at = 0;
  while (at < before.length && before.slice(at, at + STRIDE) === after.slice(at, at + STRIDE)) at += STRIDE;
  while (at < before.length && before[at] === after[at]) at++;
  return before.slice(0, at).split("\n").length;
}

/** @returns what tidies up when the config is written, too. */
async function putExecutable(
  { executable: from, signal }: RegisterOptions,
  { executable: to, install }: Planned,
  undo: Undo,
): Promise<() => Promise<void>> {
  await sweep(to);
  if (install === "none") return async () => {};
  const forgetRecord = await writeRecord(from, to, undo);
  let forgetOld = async () => {};
  const beforeRename = async () => {
    if (install === "replace") forgetOld = await keepOldProgram(to, undo);
  };
  const like = install === "replace" && (await canRun(to)) ? to : undefined;
  await installExecutable(from, to, { signal, like, beforeRename });
  if (install === "new") undo.add(() => unlink(to));
  return async () => {
    await forgetRecord();
    await forgetOld();
  };
}

async function putSettings(settings: SettingsPlan | undefined, undo: Undo): Promise<void> {
  if (settings?.status === "new") await createFile(settings.file, Buffer.from(settings.text), undo);
}

async function canRun(file: string): Promise<boolean> {
  return ((await stat(file)).mode & 0o111) !== 0;
}
