import { unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { replaceUndoably, sweep } from "../files/atomic-file.js";
import { readRegularFile } from "../files/regular-file.js";
import { identityOf, sameFile } from "../files/same-file.js";
import { Undo } from "../files/undo.js";
import { provenanceOf } from "./install-record.js";
import { type Entry, runnersOf } from "./runners.js";

/** What `register` remembers of one plugin of a config. */
export interface Remembered {
  readonly name: string;
  /** The folder of the project that it was registered from; undefined where that was not known. */
  readonly project?: string | undefined;
  /** Where `register` has put its executable; several when PluginDir, or the executable's name, was another one before. */
  readonly executables: readonly string[];
  /** `register` has made the config, as there was none before. It stands at one of the config's plugins. */
  readonly madeConfig?: boolean | undefined;
}

/**
 * The hidden file beside a config with which `register` remembers what it did there, so that what the config does not say any
 * more can still be found. Only who holds the config's lock writes it, and nothing is believed that the disk does not confirm.
 */
export function memoryFileOf(realConfigFile: string): string {
  return join(dirname(realConfigFile), `.${basename(realConfigFile)}.laniakea-plugin.json`);
}

/** What is remembered; nothing where the file is missing, or says something else. */
export async function readMemory(realConfigFile: string): Promise<readonly Remembered[]> {
  try {
    const { bytes } = await readRegularFile(memoryFileOf(realConfigFile));
    const { plugins } = JSON.parse(bytes.toString("utf8")) as { plugins?: unknown };
    return Array.isArray(plugins) ? plugins.filter(isRemembered) : [];
  } catch {
    return [];
  }
}

function isRemembered(value: unknown): value is Remembered {
  const { name, project, executables } = (value ?? {}) as Partial<Record<keyof Remembered, unknown>>;
  const isText = (text: unknown) => typeof text === "string";
  return (
    isText(name) &&
    (project === undefined || isText(project)) &&
    Array.isArray(executables) &&
    executables.every(isText)
  );
}

/**
 * Written before what it tells of; it need not outlive a power failure.
 * @returns what tidies up when all went well.
 */
export async function writeMemory(
  realConfigFile: string,
  memory: readonly Remembered[],
  undo: Undo,
): Promise<() => Promise<void>> {
  const file = memoryFileOf(realConfigFile);
  await sweep(file);
  const text = `${JSON.stringify({ plugins: memory }, undefined, 2)}\n`;
  return replaceUndoably(file, Buffer.from(text), undo, { durable: false });
}

/** Takes a plugin out of what is remembered. What cannot be written stays, and does no harm. */
export async function forgetPlugin(realConfigFile: string, name: string): Promise<void> {
  const memory = await readMemory(realConfigFile);
  const gone = memory.find((plugin) => plugin.name === name);
  if (gone === undefined) return;
  const [next, ...others] = memory.filter((plugin) => plugin !== gone);
  const madeConfig = gone.madeConfig === true || next?.madeConfig === true;
  const rest = next === undefined ? [] : [madeConfig ? { ...next, madeConfig } : next, ...others];
  const write =
    rest.length === 0 ? unlink(memoryFileOf(realConfigFile)) : writeMemory(realConfigFile, rest, new Undo());
  await write.then((forget) => forget?.()).catch(() => undefined);
}

/** The other entries of the config that were registered from the same project: it had another name then. */
export function formerNamesOf(
  memory: readonly Remembered[],
  { name, project }: Pick<Remembered, "name" | "project">,
  entries: readonly Entry[],
): string[] {
  if (project === undefined) return [];
  const former = memory.filter((other) => other.name !== name && other.project === project);
  return former.map((other) => other.name).filter((other) => entries.some(({ fields }) => fields.name === other));
}

/**
 * The copies of a plugin's executable that `register` put elsewhere, and that no plugin of the config runs.
 * @param executable where it is now.
 */
export async function leftBehind(
  executables: readonly string[],
  executable: string | undefined,
  entries: readonly Entry[],
  pluginDir: string,
): Promise<string[]> {
  const left: string[] = [];
  for (const file of new Set(executables)) {
    if (executable !== undefined && sameFile(file, executable)) continue;
    if (identityOf(file) === undefined || runnersOf(file, entries, pluginDir).length > 0) continue;
    if ((await provenanceOf(file)) === "ours") left.push(file);
  }
  return left;
}
