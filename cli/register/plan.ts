import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  addEntry,
  type ConfigEdit,
  isNewConfigWithoutEntry,
  newConfig,
  removeEntry,
  updateEntry,
} from "../../daemon/config/edit.js";
import { decodeForEdit } from "../../daemon/config/parse/decode.js";
import { EntryConflict } from "../../daemon/config/parse/errors.js";
import { configProblems } from "../../daemon/config/rules.js";
import { type ConfigView, viewConfig, type ViewedPlugin } from "../../daemon/config/view.js";
import type { PluginEntry } from "../../daemon/entry.js";
import { execNameProblem, pluginNameProblem } from "../../daemon/names.js";
import { at } from "../config/failure.js";
import { type Located, pluginDirOf } from "../config/locate.js";
import { notOwner } from "../files/attributes.js";
import { missing } from "../files/exists.js";
import { isMountPoint } from "../files/mounts.js";
import { readRegularFile } from "../files/regular-file.js";
import { refusal } from "../run/refusal.js";
import { type Provenance, provenanceOf } from "./install-record.js";
import { leftBehind, readMemory } from "./memory.js";
import { runnersOf } from "./runners.js";

/** What will be written to the config, decided before anything is. */
export interface ConfigPlan {
  /** The file as it was read; undefined when there is none. */
  readonly bytes: Buffer | undefined;
  readonly before: string | undefined;
  readonly after: string;
}

export interface AddPlan extends ConfigPlan {
  readonly pluginDir: string;
  /** The config as it was read; undefined when there is none. */
  readonly view: ConfigView | undefined;
  /** The entries that were there before. */
  readonly entries: readonly Pick<ViewedPlugin, "fields">[];
}

export interface RemovePlan extends ConfigPlan {
  /** The executable that nobody needs any more, and whose it is; undefined when there is none. */
  readonly executable: { readonly file: string; readonly provenance: Provenance } | undefined;
  /** Other copies of it that `register` installed, and that no plugin runs. */
  readonly leftBehind: readonly string[];
  /** `register` has made the config, and nothing of anybody else's is in it: it goes with its last entry. */
  readonly isConfigUnneeded: boolean;
}

/** @throws {UserError} for an entry that the daemon would refuse, or an executable that is not there. */
export async function refuseBadInput(entry: PluginEntry, executable: string): Promise<void> {
  const problem = pluginNameProblem(entry.name) ?? execNameProblem(entry.exec);
  if (problem !== undefined) throw refusal(problem);
  const found = await stat(executable).catch(missing);
  if (!found) throw refusal(`${executable} is not there`, "build the plugin first");
  if (!found.isFile()) throw refusal(`${executable} is not a file`, "name the executable that the build made");
}

/** `overwrite`: an entry of that name gets the new fields, instead of being a reason to refuse. */
export async function planAdd(entry: PluginEntry, located: Located, overwrite = false): Promise<AddPlan> {
  const { folder } = located;
  const config = await readConfig(located);
  if (!config) {
    return {
      bytes: undefined,
      before: undefined,
      after: newConfig(entry, folder),
      pluginDir: folder,
      view: undefined,
      entries: [],
    };
  }
  const { text, before } = addOrUpdate(config.before, entry, overwrite);
  const view = before();
  const isUpdate = text !== config.before && view.plugins.some(({ fields }) => fields.name === entry.name);
  // What is updated may be what was wrong.
  refuseDropped(located, isUpdate ? viewConfig(text) : view);
  return { ...config, after: text, pluginDir: pluginDirOf(view.source, located), view, entries: view.plugins };
}

/** @throws {UserError} where the daemon would drop the whole file, and the new entry with it. */
function refuseDropped({ configFile }: Located, { source }: ConfigView): void {
  const dropped = configProblems(source).find(({ severity }) => severity === "defaults");
  if (dropped === undefined) return;
  throw refusal(
    `${at(configFile, dropped.place)}: the daemon drops the whole file, and runs without plugins: ${dropped.message}`,
    "correct it there; doctor shows all that is wrong",
  );
}

function addOrUpdate(text: string, entry: PluginEntry, overwrite: boolean): ConfigEdit {
  try {
    return addEntry(text, entry);
  } catch (error) {
    if (error instanceof EntryConflict && overwrite) return updateEntry(text, entry);
    throw error;
  }
}

export async function planRemove(name: string, located: Located): Promise<RemovePlan> {
  const config = await readConfig(located);
  if (!config) throw refusal(`${located.configFile} is not there, so no plugin is registered`);
  const { text, before } = removeEntry(config.before, name);
  const view = before();
  const executable = await unneededExecutable(name, located, view);
  const leftBehind = await copiesElsewhere(name, located, view);
  return { ...config, after: text, executable, leftBehind, isConfigUnneeded: await isUnneeded(text, located) };
}

async function isUnneeded(text: string, { configFile, realConfigFile }: Located): Promise<boolean> {
  // A link to it is somebody's.
  if (!isNewConfigWithoutEntry(text) || configFile !== realConfigFile) return false;
  return (await readMemory(realConfigFile)).some(({ madeConfig }) => madeConfig === true);
}

async function readConfig({ exists, realConfigFile, configFile }: Located) {
  if (!exists) return undefined;
  const { bytes, stats } = await readRegularFile(realConfigFile);
  if (stats.nlink === 0) throw refusal(`${configFile} leads to a file that was deleted: nobody would find it changed`);
  // A new file takes the old one's place, which neither another name of the old one nor a read-only mark would stop.
  if (stats.nlink > 1) {
    throw refusal(
      `${configFile} has ${stats.nlink} names (hard links), of which a safe replacement would change one`,
      "make the others symbolic links",
    );
  }
  if (isMountPoint(realConfigFile)) {
    throw refusal(
      `${configFile} is a mount of its own, as containers have it, and such a file cannot be replaced`,
      `mount its folder instead: ${dirname(configFile)}`,
    );
  }
  await access(realConfigFile, constants.W_OK);
  const me = process.geteuid?.();
  if (me !== undefined && me !== 0 && me !== stats.uid) throw notOwner(configFile, stats.uid);
  return { bytes, before: decodeForEdit(bytes) };
}

async function unneededExecutable(
  name: string,
  located: Located,
  { source, plugins }: ConfigView,
): Promise<RemovePlan["executable"]> {
  const exec = plugins.find(({ fields }) => fields.name === name)?.fields.exec;
  // Whatever else stands there (a path, say) is not a file that register installed.
  if (exec === undefined || execNameProblem(exec) !== undefined) return undefined;
  const folder = pluginDirOf(source, located);
  const file = join(folder, exec);
  if (runnersOf(file, plugins, folder).some((runner) => runner !== name)) return undefined;
  if (!(await stat(file).catch(missing))?.isFile()) return undefined;
  return { file, provenance: await provenanceOf(file) };
}

async function copiesElsewhere(name: string, located: Located, { source, plugins }: ConfigView): Promise<string[]> {
  const known = (await readMemory(located.realConfigFile)).find((plugin) => plugin.name === name);
  if (known === undefined) return [];
  const exec = plugins.find(({ fields }) => fields.name === name)?.fields.exec;
  const pluginDir = pluginDirOf(source, located);
  const others = plugins.filter(({ fields }) => fields.name !== name);
  return leftBehind(known.executables, exec === undefined ? undefined : join(pluginDir, exec), others, pluginDir);
}
