import type { StandardSchema } from "../standard-schema.js";
import { SchemaSettings } from "./schema-settings.js";
import { readSettings, type Settings, type SettingsTable } from "./settings.js";
import { type SettingsPlace, settingsText } from "./settings-file.js";

/** What a plugin says of its settings: a table, or a schema of any library with the Standard Schema interface. */
export type SettingsDeclaration = SettingsTable | StandardSchema<unknown>;

/** The values that author's code is given. */
export type SettingsOf<Declared> =
  Declared extends StandardSchema<infer Output>
    ? Output
    : Declared extends SettingsTable
      ? { readonly [Key in keyof Settings<Declared>]: Settings<Declared>[Key] }
      : never;

/** The settings of a plugin, wherever their values come from. */
export interface PluginSettings {
  /** What holds now. @throws {PluginError} FAILED_PRECONDITION, with all that is wrong. */
  read(place?: SettingsPlace): Promise<unknown>;
  /** Of a settings file in which every setting is a comment with its default. */
  text(): Promise<string>;
}

export function pluginSettings(plugin: string, declared: SettingsDeclaration = {}): PluginSettings {
  if (isSchema(declared)) {
    const settings = new SchemaSettings(plugin, declared);
    return {
      read: (place = {}) => settings.read(place),
      text: async () => settingsText(plugin, await settings.defaults()),
    };
  }
  const defaults = Object.entries(declared).map(([key, setting]) => [key, setting.default] as const);
  // Without settings a file beside the executable is nobody's, and is not looked at.
  const isEmpty = defaults.length === 0;
  return {
    read: async (place = {}) => (isEmpty ? {} : readSettings(plugin, declared, place)),
    text: async () => settingsText(plugin, Object.fromEntries(defaults)),
  };
}

/** Whether a person or `register` wants to see the settings that the plugin has. The daemon gives no arguments. */
export function asksForSettings(argv: readonly string[]): boolean {
  return argv.length === 3 && argv[2] === "--settings";
}

/** @throws {TypeError} when it is no table and no schema. */
export function checkSettings(declared: unknown): void {
  if (declared === undefined || (isObject(declared) && "~standard" in declared)) return;
  const what = "settings is a table of { default: VALUE }, or a schema with the Standard Schema interface";
  if (!isObject(declared)) throw new TypeError(what);
  for (const [key, setting] of Object.entries(declared)) {
    const fallback = isObject(setting) ? (setting as { readonly default?: unknown }).default : undefined;
    if (["string", "number", "boolean"].includes(typeof fallback)) continue;
    throw new TypeError(`${what}; the setting ${JSON.stringify(key)} needs a default: a text, a number or a boolean`);
  }
}

function isSchema(declared: SettingsDeclaration): declared is StandardSchema<unknown> {
  return "~standard" in declared;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
