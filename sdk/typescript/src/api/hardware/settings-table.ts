import { nearest } from "../../../../../daemon/nearest.js";
import { OWN_PREFIX, variableOf, type WrittenSettings } from "./settings-file.js";

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

/** Settings by their keys, such as `{ baudRate: { default: 9600, minimum: 300 } }`. */
export type SettingsTable = Readonly<Record<string, Setting>>;

/** The value of each setting of a table. */
export type Settings<Table extends SettingsTable> = {
  readonly [Key in keyof Table]: Table[Key] extends { readonly oneOf: readonly (infer Allowed)[] }
    ? Allowed
    : Table[Key]["default"] extends number
      ? number
      : Table[Key]["default"] extends boolean
        ? boolean
        : string;
};

/** @throws {TypeError} for a setting without a default that is allowed, and for two that have one variable. */
export function checkTable(plugin: string, table: SettingsTable): void {
  const variables = new Map<string, string>();
  for (const [key, setting] of Object.entries(table)) {
    if (!["string", "number", "boolean"].includes(typeof setting?.default))
      throw new TypeError(`the setting ${key} needs a default: a string, a number or a boolean`);
    const problem = problemOf(setting.default, setting);
    if (problem !== undefined) throw new TypeError(`the default of the setting ${key} ${problem}`);
    const variable = variableOf(plugin, key);
    const other = variables.get(variable);
    if (other !== undefined) throw new TypeError(`the settings ${other} and ${key} are both ${variable}`);
    variables.set(variable, key);
  }
}

/** The values of a table's settings, or all that is wrong with them. */
export function valuesOf(
  plugin: string,
  table: SettingsTable,
  { file, values }: WrittenSettings,
  env: NodeJS.ProcessEnv,
): { readonly values: Readonly<Record<string, unknown>>; readonly problems: readonly string[] } {
  const known = Object.keys(table).join(", ");
  const problems = Object.keys(values)
    .filter((key) => !Object.hasOwn(table, key))
    .map((key) => {
      const meant = nearest(key, Object.keys(table));
      const asked = meant === undefined ? "" : ` (did you mean ${JSON.stringify(meant)}?)`;
      return `${file}: there is no setting ${JSON.stringify(key)}${asked}; there are: ${known}`;
    });
  const found = Object.entries(table).map(([key, setting]) => {
    const variable = variableOf(plugin, key);
    const text = env[variable];
    const value = text === undefined ? values[key] : parsed(text, setting);
    const problem = value === undefined ? undefined : (problemOf(value, setting) ?? emptiness(value, setting));
    if (problem !== undefined) problems.push(`${text === undefined ? `${file}: ${key}` : variable} ${problem}`);
    return [key, value ?? setting.default] as const;
  });
  return { values: Object.fromEntries(found), problems };
}

/**
 * What is told of variables that begin as the plugin's settings do and are none: a slip in a name has no other effect. Undefined: there are
 * none. They are not refused, as the variables of a plugin `x-two` begin like those of `x`.
 */
export function strayVariables(plugin: string, table: SettingsTable, env: NodeJS.ProcessEnv): string | undefined {
  const known = Object.keys(table).map((key) => variableOf(plugin, key));
  const prefix = variableOf(plugin, "");
  const stray = Object.keys(env).filter(
    (name) => name.startsWith(prefix) && !name.startsWith(OWN_PREFIX) && !known.includes(name),
  );
  if (stray.length === 0 || known.length === 0) return undefined;
  const are = stray.length === 1 ? "is no setting" : "are no settings";
  return `${stray.join(", ")} ${are} of this plugin; there are: ${known.join(", ")}`;
}

/** A variable is text. What is no value of the setting's type stays text, and is told as such. */
function parsed(text: string, { default: fallback }: Setting): SettingValue {
  if (typeof fallback === "number" && text.trim() !== "") return Number.isFinite(Number(text)) ? Number(text) : text;
  if (typeof fallback === "boolean" && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true";
  return text;
}

function problemOf(found: unknown, setting: Setting): string | undefined {
  const { default: fallback, minimum = -Infinity, maximum = Infinity, oneOf } = setting;
  const is = `is ${JSON.stringify(found)}`;
  if (typeof found !== typeof fallback)
    return `${is} and must be a ${typeof fallback}, such as ${JSON.stringify(fallback)}`;
  if (oneOf !== undefined && !oneOf.includes(found as SettingValue))
    return `${is} and must be one of ${oneOf.join(", ")}`;
  if (setting.integer && !Number.isInteger(found)) return `${is} and must be a whole number`;
  if (typeof found !== "number" || (found >= minimum && found <= maximum)) return undefined;
  return `${is} and must be ${allowed(minimum, maximum)}`;
}

/** Where there is a text by default, an empty one is a slip of who sets it, and no library says so in plain words. */
function emptiness(found: unknown, { default: fallback, oneOf }: Setting): string | undefined {
  return found === "" && fallback !== "" && oneOf === undefined ? 'is "" and must not be empty' : undefined;
}

function allowed(minimum: number, maximum: number): string {
  if (maximum === Infinity) return `at least ${minimum}`;
  return minimum === -Infinity ? `at most ${maximum}` : `between ${minimum} and ${maximum}`;
}
