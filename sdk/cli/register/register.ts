import { readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { entrySnippet } from "../../laniakea/config-edit.js";
import type { PluginEntry } from "../../laniakea/plugin-entry.js";
import { ExitCode, UserError } from "../errors.js";
import { installExecutable, keepOld, makeFolder, replaceFile, sweep } from "./atomic-file.js";
import { asUserError } from "./failure.js";
import { type Located, locate, type Where } from "./locate.js";
import { withLock } from "./lock.js";
import { type ConfigPlan, planAdd, planInstall, planRemove, refuseBadInput } from "./plan.js";
import { Undo } from "./undo.js";

export interface RegisterOptions extends Where {
  readonly entry: PluginEntry;
  /** The built executable; a copy goes to PluginDir under the name `entry.exec`. */
  readonly executable: string;
  /**
   * Gives an entry of the same name the new fields, and replaces a file in the executable's place that no entry names.
   * Default: both are refused. What another plugin runs is never replaced.
   */
  readonly overwrite?: boolean;
  readonly signal: AbortSignal;
}

export interface RegisterResult {
  /** "unchanged": the config had the same entry. A rebuilt executable is installed all the same. */
  readonly status: "added" | "updated" | "unchanged";
  readonly configFile: string;
  readonly pluginDir: string;
  /** Where the executable was installed. */
  readonly executable: string;
  /** True when there was no config before. */
  readonly created: boolean;
}

export interface UnregisterOptions extends Where {
  readonly name: string;
  readonly signal: AbortSignal;
}

export interface UnregisterResult {
  readonly configFile: string;
  /** The executable that was removed; undefined when there was none or another plugin runs it. */
  readonly executable: string | undefined;
}

/** How often a config that somebody else keeps changing is read again. */
const ATTEMPTS = 5;

/** The config is no longer what the plan was made for. */
class ConfigMoved extends UserError {
  constructor(file: string) {
    super(`${file} keeps being changed by another program; nothing was changed`, { exitCode: ExitCode.configFailed });
  }
}

/**
 * Installs a plugin's executable and adds its entry to the daemon's config.
 * Everything that can be refused is refused before anything is written; a failure later on takes back what was done.
 * @throws {UserError} with exit code 7 and a one-line reason.
 * @throws the signal's reason when aborted, with everything as it was.
 */
export async function register(options: RegisterOptions): Promise<RegisterResult> {
  const undo = new Undo();
  try {
    return await alone(options, entrySnippet(options.entry), (located) => registerOnce(options, located, undo));
  } catch (error) {
    await undo.run();
    throw error;
  }
}

async function registerOnce(options: RegisterOptions, located: Located, undo: Undo): Promise<RegisterResult> {
  const { entry, signal } = options;
  await refuseBadInput(entry, options.executable);
  const plan = await planAdd(entry, located, options.overwrite);
  const executable = join(plan.pluginDir, entry.exec);
  const install = await planInstall(options.executable, executable, entry, plan.entries, options.overwrite);
  signal.throwIfAborted();
  // The daemon makes its own folder for nobody else; plugins may be anybody's.
  if (plan.before === undefined) await makeFolder(located.folder, 0o700, undo);
  await makeFolder(plan.pluginDir, 0o777, undo);
  await sweep(executable);
  const forget = install === "replace" ? await keepOld(executable, undo) : undefined;
  if (install !== "none") {
    await installExecutable(options.executable, executable, signal);
    if (install === "new") undo.add(() => unlink(executable));
  }
  await writeConfig(plan, located, signal);
  await forget?.();
  const known = plan.entries.some(({ fields }) => fields.name === entry.name);
  const status = plan.after === plan.before ? "unchanged" : known ? "updated" : "added";
  const { configFile } = located;
  return { status, configFile, pluginDir: plan.pluginDir, executable, created: plan.before === undefined };
}

/**
 * Removes a plugin's entry, and its executable when no other entry runs it.
 * @throws {UserError} with exit code 7; an unknown name is answered with those that are there.
 * @throws the signal's reason when aborted before the config changed.
 */
export async function unregister(options: UnregisterOptions): Promise<UnregisterResult> {
  return alone(options, [], async (located) => {
    const plan = await planRemove(options.name, located);
    await writeConfig(plan, located, options.signal);
    // After the config: the daemon does not start when an entry's executable is missing.
    if (plan.executable !== undefined) await removeExecutable(plan.executable, options.name);
    return { configFile: located.configFile, executable: plan.executable };
  });
}

async function removeExecutable(file: string, name: string): Promise<void> {
  await unlink(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return;
    throw new UserError(`the entry "${name}" is gone, but ${file} could not be removed (${error.code})`, {
      exitCode: ExitCode.configFailed,
      hint: "remove the file yourself; no plugin runs it",
      cause: error,
    });
  });
}

/** Runs `work` while no other process of ours changes the same config, and again when somebody else does meanwhile. */
async function alone<T>(
  options: Where & { readonly signal: AbortSignal },
  snippet: readonly string[],
  work: (located: Located) => Promise<T>,
): Promise<T> {
  const { signal } = options;
  let shown = options.config ?? options.laniakeaDir ?? "";
  try {
    signal.throwIfAborted();
    const { configFile, realConfigFile } = await locate(options);
    shown = configFile;
    return await withLock(realConfigFile, signal, () => attempt(async () => work(await locate(options))));
  } catch (error) {
    signal.throwIfAborted();
    throw asUserError(error, shown, snippet);
  }
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  for (let left = ATTEMPTS; ; left--) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConfigMoved) || left <= 1) throw error;
    }
  }
}

async function writeConfig(plan: ConfigPlan, located: Located, signal: AbortSignal): Promise<void> {
  if (plan.after === plan.before) return;
  const { realConfigFile } = located;
  await sweep(realConfigFile);
  await replaceFile(realConfigFile, Buffer.from(plan.after), plan.stats, async () => {
    const now = await readFile(realConfigFile).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    const same = now === undefined ? plan.bytes === undefined : (plan.bytes?.equals(now) ?? false);
    if (!same) throw new ConfigMoved(located.configFile);
    signal.throwIfAborted();
  });
}
