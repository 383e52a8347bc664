import { readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { type PluginEntry, PROJECT_FILE } from "../../daemon/entry.js";
import type { PluginType } from "../../daemon/handshake.js";
import { findLanguage, recordedAnswers } from "./detect.js";
import { RECORD_FILE } from "./record-file.js";

/** What editors, Python and packages keep among sources. */
const NO_SOURCE = /^(?:\..*|__pycache__|node_modules|.*\.egg-info)$/;

/** Says in a line that the plugin has another name in its source than its entry; empty when it has not, or nobody can tell. */
export async function nameWarnings(project: string, { name }: Pick<PluginEntry, "name">): Promise<string[]> {
  const named = await (await findLanguage(project))?.nameInSource(project);
  if (named === undefined || named === name) return [];
  return [
    `warning: the plugin is "${named}" in its source and "${name}" in ${PROJECT_FILE}: the daemon knows it as "${name}", its frames and log say "${named}"`,
  ];
}

/**
 * Says in a line each what calls the plugin of a project another type than the one that it serves.
 * @param entry the type in the project's {@link PROJECT_FILE}.
 */
export async function typeWarnings(project: string, entry: PluginType, served: PluginType): Promise<string[]> {
  const warnings: string[] = [];
  if (entry !== served) {
    warnings.push(
      `warning: the plugin is a ${served}, and ${PROJECT_FILE} says type: "${entry}": the daemon would not start with it`,
    );
  }
  const { type } = await recordedAnswers(project);
  if (typeof type === "string" && type !== served) {
    warnings.push(
      `warning: the plugin is a ${served}, and was made as a ${type} (${RECORD_FILE}): update would bring it what a ${type} needs; make a new project of type ${served} for it`,
    );
  }
  return warnings;
}

/** Says in a line that a source of a project was changed after the executable was made. */
export async function staleWarnings(project: string, executable: string): Promise<string[]> {
  const language = await findLanguage(project);
  const made = await stat(executable).catch(() => undefined);
  if (language === undefined || made === undefined) return [];
  for (const source of language.sources) {
    const newer = await newerThan(made.mtimeMs, join(project, source));
    if (newer === undefined) continue;
    const [file, program] = [newer, executable].map((path) => relative(project, path));
    const build = language.taskCommand(project, "build");
    return [
      `warning: ${file} was changed after ${program} was built, which does not have the change; to build it: ${build}`,
    ];
  }
  return [];
}

/** The first file, at a path or below it, that was changed after `time` (ms since 1970). */
async function newerThan(time: number, path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return found.mtimeMs > time ? path : undefined;
  if (!found?.isDirectory()) return undefined;
  for (const name of (await readdir(path).catch(() => [])).sort()) {
    const newer = NO_SOURCE.test(name) ? undefined : await newerThan(time, join(path, name));
    if (newer !== undefined) return newer;
  }
  return undefined;
}
