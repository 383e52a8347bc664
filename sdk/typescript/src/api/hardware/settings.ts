import { PluginError } from "../../go-plugin/rpc/plugin-error.js";
import { readSettingsFile, type SettingsPlace, settingVariable } from "./settings-file.js";

/** One setting: its default says its type. */
export interface Setting<Value extends SettingValue = SettingValue> {
  readonly default: Value;
  /** Of a number; default none. */
  readonly minimum?: number;
  /** Of a number; default none. */
  readonly maximum?: number;
  /** Of a number; default false: fractions are taken. */
  readonly integer?: boolean;
  /** The values that are allowed; default all of the type. */
  readonly oneOf?: readonly Value[];
}

export type SettingValue = string | number | boolean;

/** The settings of a plugin, by key. */
export type SettingsTable = Readonly<Record<string, Setting>>;

/** The value of each setting of a table. */
export type Settings<Table extends SettingsTable> = {
  readonly [Key in keyof Table]: Table[Key] extends { readonly oneOf: readonly (infer Allowed extends string)[] }
    ? Allowed
    : Table[Key]["default"] extends number
      ? number
      : Table[Key]["default"] extends boolean
        ? boolean
        : string;
};

/**
 * What `settings` of a plugin's definition does at each recording and command, for code that is somewhere else.
 *
 * @throws {PluginError} FAILED_PRECONDITION, with all that is wrong: where, which key, what was found, and what is allowed.
 */
export function readSettings<const Table extends SettingsTable>(
  plugin: string,
  table: Table,
  place: SettingsPlace = {},
): Settings<Table> {
  const { env = process.env } = place;
  const { file, values: written, problem: ofFile } = readSettingsFile(place);
  const problems = ofFile === undefined ? [] : [ofFile];
  for (const key of Object.keys(written)) {
    if (!Object.hasOwn(table, key)) problems.push(unknownSetting(file, key, Object.keys(table)));
  }
  const values = Object.entries(table).map(([key, setting]) => {
    const variable = settingVariable(plugin, key);
    const text = env[variable];
    const found = text === undefined ? written[key] : parsed(text, setting);
    const problem = found === undefined ? undefined : problemOf(found, setting);
    if (problem !== undefined) problems.push(`${text === undefined ? `${file}: ${key}` : variable} ${problem}`);
    return [key, found ?? setting.default] as const;
  });
  if (problems.length > 0) throw wrongSettings(problems);
  return Object.fromEntries(values) as Settings<Table>;
}

export function unknownSetting(file: string | undefined, key: string, known: readonly string[]): string {
  return `${file}: there is no setting ${JSON.stringify(key)}; there are: ${known.join(", ") || "none"}`;
}

export function wrongSettings(problems: readonly string[]): PluginError {
  return new PluginError(`wrong settings: ${problems.join("; ")}`, "FAILED_PRECONDITION");
}

/** A variable is text. What is no value of the setting's type stays text, and is told as such. */
function parsed(text: string, { default: fallback }: Setting): SettingValue {
  if (typeof fallback === "number" && text.trim() !== "") return Number.isNaN(Number(text)) ? text : Number(text);
  if (typeof fallback === "boolean" && /^(?:true|false)$/i.test(text.trim()))
    return text.trim().toLowerCase() === "true";
  return text;
}

function problemOf(found: unknown, setting: Setting): string | undefined {
  return isTaken(found, setting) ? undefined : `is ${JSON.stringify(found)} and must be ${allowed(setting)}`;
}

function isTaken(found: unknown, setting: Setting): boolean {
  const { default: fallback, minimum = -Infinity, maximum = Infinity, integer = false, oneOf } = setting;
  if (typeof found !== typeof fallback) return false;
  if (oneOf !== undefined) return oneOf.includes(found as SettingValue);
  if (typeof found !== "number") return true;
  return Number.isFinite(found) && found >= minimum && found <= maximum && (!integer || Number.isInteger(found));
}

function allowed({ default: fallback, minimum, maximum, integer, oneOf }: Setting): string {
  if (oneOf !== undefined) return `one of ${oneOf.map((value) => JSON.stringify(value)).join(", ")}`;
  if (typeof fallback === "boolean") return "true or false";
  const example = `, such as ${JSON.stringify(fallback)}`;
  if (typeof fallback === "string") return `a text${example}`;
  return `a ${integer ? "whole " : ""}number${bounds(minimum, maximum)}${example}`;
}

function bounds(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum !== undefined && maximum !== undefined) return ` between ${minimum} and ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? "" : ` of at most ${maximum}`;
}
