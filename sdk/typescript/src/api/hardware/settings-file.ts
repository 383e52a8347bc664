import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { reasonOf } from "../../go-plugin/rpc/reason.js";

/** Where the values of settings are looked for. */
export interface SettingsPlace {
  /** Default: that of the process. */
  readonly env?: NodeJS.ProcessEnv;
  /** The program that runs; default `process.execPath`. */
  readonly executable?: string;
}

/** What was found there, and what is wrong with it as a whole. */
export interface WrittenSettings {
  /** What the file is called in messages. */
  readonly file: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems: readonly string[];
}

/** The variable that names another settings file than the one beside the executable; `dev` sets it to the project's. */
export const SETTINGS_VARIABLE = "LANIAKEA_PLUGIN_SETTINGS";
/** What begins so in a settings file is a comment. */
const COMMENT = "//";
const BYTE_ORDER_MARK = /^\uFEFF/;

/** The variable of one setting: `baudRate` of `my-sensor` is LANIAKEA_MY_SENSOR_BAUD_RATE. */
export function variableOf(plugin: string, key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return `LANIAKEA_${plugin}_${words}`.toUpperCase().replace(/[^A-Z0-9_]/g, "_");
}

/** Reads the settings file, without its comments. A file that is not there is empty, unless the variable names it. */
export function readSettingsFile({ env = process.env, executable = process.execPath }: SettingsPlace): WrittenSettings {
  const file = fileOf(env, executable);
  if (file === undefined) return { file: "the settings file", values: {}, problems: [] };
  try {
    const found: unknown = JSON.parse(readFileSync(file, "utf8").replace(BYTE_ORDER_MARK, ""));
    if (typeof found !== "object" || found === null || Array.isArray(found))
      return { file, values: {}, problems: [`${file}: it must hold one JSON object`] };
    const values = Object.entries(found).filter(([key]) => !key.startsWith(COMMENT));
    return { file, values: Object.fromEntries(values), problems: [] };
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === "ENOENT" && env[SETTINGS_VARIABLE] === undefined;
    return { file, values: {}, problems: isAbsent ? [] : [`${file}: ${reasonOf(error)}`] };
  }
}

/** None beside Node itself, where a plugin runs that is no binary of its own. */
function fileOf(env: NodeJS.ProcessEnv, executable: string): string | undefined {
  const chosen = env[SETTINGS_VARIABLE];
  if (chosen !== undefined) return chosen;
  if (/^(?:node|bun)(?:\.exe)?$/i.test(basename(executable))) return undefined;
  return `${executable.replace(/\.exe$/i, "")}.settings.json`;
}

/** The text of a settings file in which each setting is a comment with its default. */
export function settingsFileText(plugin: string, defaults: Readonly<Record<string, unknown>>): string {
  const [first] = Object.keys(defaults);
  if (first === undefined) return "{}\n";
  const about =
    `Settings of ${plugin}: take the ${COMMENT} away before a key to set it. ` +
    `A variable such as ${variableOf(plugin, first)} goes before this file.`;
  const lines = Object.entries(defaults).map(([key, value]) => [`${COMMENT} ${key}`, value] as const);
  return `${JSON.stringify(Object.fromEntries([[COMMENT, about], ...lines]), null, 2)}\n`;
}
