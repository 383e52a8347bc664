import { join } from "node:path";
import { FACTS } from "../../daemon/facts.js";
import { exists } from "../files/exists.js";

/** By this variable a plugin is told of another settings file than the one beside its executable. */
export const SETTINGS_VARIABLE = FACTS.settings.variable;

/** The settings of a project's author, which `dev` and `check` give to the plugin; a released executable has its own. */
const PROJECT_SETTINGS = "settings.json";

/** Where a plugin looks for its settings: beside its executable. */
export function settingsFileOf(executable: string): string {
  return `${executable.replace(/\.exe$/i, "")}.settings.json`;
}

/** What tells a plugin of its project's settings; nothing where the project has none, or the person has named others. */
export async function settingsEnvironment(
  project: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Readonly<Record<string, string>>> {
  const file = projectSettings(project, env);
  return env[SETTINGS_VARIABLE] === undefined && (await exists(file)) ? { [SETTINGS_VARIABLE]: file } : {};
}

/** The settings file that a plugin of a project has under `dev` and `check`, whether it is there or not. */
export function projectSettings(project: string, env: NodeJS.ProcessEnv = process.env): string {
  return env[SETTINGS_VARIABLE] ?? join(project, PROJECT_SETTINGS);
}
