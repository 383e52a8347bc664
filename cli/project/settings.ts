import { stat } from "node:fs/promises";
import { join } from "node:path";
import { FACTS } from "../../daemon/facts.js";
import { kindOf } from "../files/regular-file.js";
import { ExitCode, UserError } from "../run/errors.js";

/** By this variable a plugin is told of another settings file than the one beside its executable. */
export const SETTINGS_VARIABLE = FACTS.settings.variable;

/** The settings of a project's author, which `dev` and `check` give to the plugin; a released executable has its own. */
const PROJECT_SETTINGS = "settings.json";

/** Where a plugin looks for its settings: beside its executable. */
export function settingsFileOf(executable: string): string {
  return `${executable.replace(/\.exe$/i, "")}.settings.json`;
}

/**
 * What tells a plugin of its project's settings; nothing where the project has none, or the person has named others.
 * @throws {UserError} exit 2 for a pipe or a device, which have no end.
 */
export async function settingsEnvironment(
  project: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Readonly<Record<string, string>>> {
  const file = projectSettings(project, env);
  if (env[SETTINGS_VARIABLE] !== undefined) return {};
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return {};
  // What else is wrong with it, the plugin says.
  if (found.isFile() || found.isDirectory()) return { [SETTINGS_VARIABLE]: file };
  throw new UserError(`${file} is ${kindOf(found)}, not a file`, {
    exitCode: ExitCode.usage,
    hint: "put a file with one JSON object in its place, or take it away",
  });
}

/** The settings file that a plugin of a project has under `dev` and `check`, whether it is there or not. */
export function projectSettings(project: string, env: NodeJS.ProcessEnv = process.env): string {
  return env[SETTINGS_VARIABLE] ?? join(project, PROJECT_SETTINGS);
}
