import type { Stats } from "node:fs";
import { access, constants, stat } from "node:fs/promises";
import { join } from "node:path";
import { addEntry, type ConfigEdit, newConfig, removeEntry, updateEntry } from "../../daemon/config/edit.js";
import { EntryConflict } from "../../daemon/config/parse/errors.js";
import { decodeConfig } from "../../daemon/config/parse/source.js";
import type { ConfigView, ViewedPlugin } from "../../daemon/config/view.js";
import type { PluginEntry } from "../../daemon/entry.js";
import { execNameProblem, pluginNameProblem } from "../../daemon/names.js";
import { type Located, pluginDirOf } from "../config/locate.js";
import { readRegularFile } from "../files/regular-file.js";
import { sameContent } from "../files/same-content.js";
import { ExitCode, UserError } from "../run/errors.js";
import { type Provenance, provenanceOf } from "./install-record.js";

/** What will be written to the config, decided before anything is. */
export interface ConfigPlan {
  /** The file as it was read; undefined when there is none. */
  readonly bytes: Buffer | undefined;
  readonly stats: Stats | undefined;
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
}

/** What to do about the executable's place. */
export type InstallPlan = "new" | "replace" | "none";

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
      stats: undefined,
      before: undefined,
      after: newConfig(entry, folder),
      pluginDir: folder,
      view: undefined,
      entries: [],
    };
  }
  const { text, before } = addOrUpdate(config.before, entry, overwrite);
  const view = before();
  return { ...config, after: text, pluginDir: pluginDirOf(view.source, located), view, entries: view.plugins };
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
  const executable = await unneededExecutable(name, located, before());
  return { ...config, after: text, executable };
}

async function readConfig({ exists, realConfigFile, configFile }: Located) {
  if (!exists) return undefined;
  const { bytes, stats } = await readRegularFile(realConfigFile);
  // A new file takes the old one's place, which neither another name of the old one nor a read-only mark would stop.
  if (stats.nlink > 1) {
    throw refusal(
      `${configFile} has ${stats.nlink} names (hard links), of which a safe replacement would change one`,
      "make the others symbolic links",
    );
  }
  await access(realConfigFile, constants.W_OK);
  return { bytes, stats, before: decodeConfig(bytes) };
}

/**
 * What to do about the file that is in the executable's place. Ours to replace is only what this very entry runs, and what
 * an earlier `register` put there.
 * @throws {UserError} when it is another plugin's, or nobody's.
 */
export async function planInstall(
  from: string,
  to: string,
  entry: PluginEntry,
  entries: readonly Pick<ViewedPlugin, "fields">[],
  overwrite = false,
): Promise<InstallPlan> {
  const there = await stat(to).catch(missing);
  if (!there) return "new";
  if (!there.isFile()) throw refusal(`${to} is in the way: it is not a file`);
  const runs = process.platform === "win32" || (there.mode & 0o111) !== 0;
  if (await sameContent(from, to)) return runs ? "none" : "replace";
  const users = entries.filter(({ fields }) => fields.exec === entry.exec).map(({ fields }) => fields.name);
  const other = users.find((name) => name !== entry.name);
  if (other !== undefined) throw refusal(`${to} is another program, which the plugin "${other}" runs`);
  if (users.length > 0 || overwrite || (await provenanceOf(to)) === "ours") return "replace";
  throw refusal(
    `${to} is another program, and no plugin in the config runs it`,
    'register --overwrite replaces it; or move it away, or give this plugin another "exec"',
  );
}

async function unneededExecutable(
  name: string,
  located: Located,
  { source, plugins }: ConfigView,
): Promise<RemovePlan["executable"]> {
  const exec = plugins.find(({ fields }) => fields.name === name)?.fields.exec;
  // Whatever else stands there (a path, say) is not a file that register installed.
  if (exec === undefined || execNameProblem(exec) !== undefined) return undefined;
  if (plugins.some(({ fields }) => fields.exec === exec && fields.name !== name)) return undefined;
  const file = join(pluginDirOf(source, located), exec);
  if (!(await stat(file).catch(missing))?.isFile()) return undefined;
  return { file, provenance: await provenanceOf(file) };
}

function refusal(message: string, hint?: string): UserError {
  return new UserError(`${message}; nothing was changed`, {
    exitCode: ExitCode.configFailed,
    ...(hint === undefined ? {} : { hint }),
  });
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
