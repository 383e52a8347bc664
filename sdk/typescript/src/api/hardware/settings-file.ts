import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { reasonOf } from "../../go-plugin/rpc/reason.js";

/** Where the values are looked for. */
export interface SettingsPlace {
  /** Default: that of the process. */
  readonly env?: NodeJS.ProcessEnv;
  /** The program that runs; default `process.execPath`. */
  readonly executable?: string;
}

/** The variable that names another settings file than the one beside the executable; `dev` sets it to the project's. */
const SETTINGS_VARIABLE = "LANIAKEA_PLUGIN_SETTINGS";
/** What begins so in a settings file is a comment. */
const COMMENT = "//";

/** What stands in a settings file. */
export interface WrittenSettings {
  /** Undefined where there is no place for one. */
  readonly file: string | undefined;
  /** Without the comments. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Why it could not be read; undefined when it could, or is not there. */
  readonly problem?: string;
}

/** `LANIAKEA_MY_SENSOR_BAUD_RATE` of `baudRate` of the plugin `my-sensor`. */
export function settingVariable(plugin: string, key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return `LANIAKEA_${plugin}_${words}`.toUpperCase().replace(/[^A-Z0-9_]/g, "_");
}

/** Reads the file that the environment names, or else the one beside the executable. */
export function readSettingsFile({ env = process.env, executable = process.execPath }: SettingsPlace): WrittenSettings {
  const named = env[SETTINGS_VARIABLE];
  const file = named ?? besideExecutable(executable);
  if (file === undefined) return { file, values: {} };
  try {
    // Editors on Windows begin a file with a mark.
    const found: unknown = JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/, ""));
    if (typeof found !== "object" || found === null || Array.isArray(found))
      return { file, values: {}, problem: `${file}: it must hold one JSON object` };
    return { file, values: Object.fromEntries(Object.entries(found).filter(([key]) => !key.startsWith(COMMENT))) };
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === "ENOENT";
    return isAbsent && named === undefined
      ? { file, values: {} }
      : { file, values: {}, problem: `${file}: ${reasonOf(error)}` };
  }
}

/** Each key is a comment with what stands for it; where there is none, `{}`. */
export function settingsText(plugin: string, defaults: Readonly<Record<string, unknown>>): string {
  const [first] = Object.keys(defaults);
  if (first === undefined) return "{}";
  const about =
    `Settings of ${plugin}: take the ${COMMENT} away before a key to set it. ` +
    `A variable such as ${settingVariable(plugin, first)} goes before this file.`;
  const lines = Object.entries(defaults).map(([key, value]) => [`${COMMENT} ${key}`, value] as const);
  return JSON.stringify({ [COMMENT]: about, ...Object.fromEntries(lines) }, null, 2);
}

/** None beside Node itself, where a plugin runs that is no binary of its own. */
function besideExecutable(executable: string): string | undefined {
  if (/^(?:node|bun)(?:\.exe)?$/i.test(basename(executable))) return undefined;
  return `${executable.replace(/\.exe$/i, "")}.settings.json`;
}
