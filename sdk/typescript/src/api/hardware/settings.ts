import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { PluginError } from "../../go-plugin/rpc/plugin-error.js";
import { reasonOf } from "../../go-plugin/rpc/reason.js";

/** One setting: its default says its type. */
export interface Setting<Value extends SettingValue = SettingValue> {
  readonly default: Value;
  /** Of a number; default none. */
  readonly minimum?: number;
  /** Of a number; default none. */
  readonly maximum?: number;
  /** The values that are allowed; default all of the type. */
  readonly oneOf?: readonly Value[];
}

export type SettingValue = string | number | boolean;

/** The value of each setting of a table. */
export type Settings<Table extends Readonly<Record<string, Setting>>> = {
  readonly [Key in keyof Table]: Table[Key]["default"] extends number
    ? number
    : Table[Key]["default"] extends boolean
      ? boolean
      : string;
};

/** Where the values are looked for. */
export interface SettingsPlace {
  /** Default: that of the process. */
  readonly env?: NodeJS.ProcessEnv;
  /** The program that runs; default `process.execPath`. */
  readonly executable?: string;
}

/** The variable that names another settings file than the one beside the executable; `dev` sets it to the project's. */
export const SETTINGS_VARIABLE = "LANIAKEA_PLUGIN_SETTINGS";
/** What begins so in a settings file is a comment. */
const COMMENT = "//";

/**
 * What differs from lab to lab, without a rebuild: the environment variable `LANIAKEA_<NAME>_<KEY>`, over the file
 * `<executable>.settings.json` beside the executable, over the defaults. Two entries of the daemon's with one executable each have a copy
 * of it, or variables. Reads at each call, so call it in `record` or in a command: a change is seen by the next recording, and what is
 * wrong reaches the operator, while the daemon still starts.
 *
 * @throws {PluginError} FAILED_PRECONDITION, with all that is wrong: where, which key, what was found, and what is allowed.
 */
export function readSettings<const Table extends Readonly<Record<string, Setting>>>(
  plugin: string,
  table: Table,
  { env = process.env, executable = process.execPath }: SettingsPlace = {},
): Settings<Table> {
  const problems: string[] = [];
  const file = fileOf(env, executable);
  const written = file === undefined ? {} : readFile(file, env[SETTINGS_VARIABLE] !== undefined, problems);
  for (const key of Object.keys(written)) {
    if (key in table || key.startsWith(COMMENT)) continue;
    problems.push(`${file}: there is no setting ${JSON.stringify(key)}; there are: ${Object.keys(table).join(", ")}`);
  }
  const values = Object.entries(table).map(([key, setting]) => {
    const variable = variableOf(plugin, key);
    const text = env[variable];
    const found = text === undefined ? written[key] : parsed(text, setting);
    const problem = found === undefined ? undefined : problemOf(found, setting);
    if (problem !== undefined) problems.push(`${text === undefined ? `${file}: ${key}` : variable} ${problem}`);
    return [key, found ?? setting.default] as const;
  });
  if (problems.length > 0) throw new PluginError(`wrong settings: ${problems.join("; ")}`, "FAILED_PRECONDITION");
  return Object.fromEntries(values) as Settings<Table>;
}

function variableOf(plugin: string, key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return `LANIAKEA_${plugin}_${words}`.toUpperCase().replace(/[^A-Z0-9_]/g, "_");
}

/** None beside Node itself, where a plugin runs that is no binary of its own. */
function fileOf(env: NodeJS.ProcessEnv, executable: string): string | undefined {
  const chosen = env[SETTINGS_VARIABLE];
  if (chosen !== undefined) return chosen;
  if (/^(?:node|bun)(?:\.exe)?$/i.test(basename(executable))) return undefined;
  return `${executable.replace(/\.exe$/i, "")}.settings.json`;
}

function readFile(file: string, isNamed: boolean, problems: string[]): Readonly<Record<string, unknown>> {
  try {
    const found: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof found === "object" && found !== null && !Array.isArray(found)) return found as Record<string, unknown>;
    problems.push(`${file}: it must hold one JSON object`);
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (!isAbsent || isNamed) problems.push(`${file}: ${reasonOf(error)}`);
  }
  return {};
}

/** A variable is text. What is no value of the setting's type stays text, and is told as such. */
function parsed(text: string, { default: { constructor } }: Setting): SettingValue {
  if (constructor === Number && text.trim() !== "") return Number.isNaN(Number(text)) ? text : Number(text);
  if (constructor === Boolean && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true";
  return text;
}

function problemOf(found: unknown, setting: Setting): string | undefined {
  const { default: fallback, minimum = -Infinity, maximum = Infinity, oneOf } = setting;
  const is = `is ${JSON.stringify(found)}`;
  if (typeof found !== typeof fallback)
    return `${is} and must be a ${typeof fallback}, such as ${JSON.stringify(fallback)}`;
  if (oneOf !== undefined && !oneOf.includes(found as SettingValue))
    return `${is} and must be one of ${oneOf.join(", ")}`;
  if (typeof found !== "number" || (found >= minimum && found <= maximum)) return undefined;
  return `${is} and must be between ${minimum} and ${maximum}`;
}
