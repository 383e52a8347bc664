import { FACTS } from "../../../../../daemon/facts.js";
import { worded } from "../../go-plugin/rpc/facts.js";
import { PluginError } from "../../go-plugin/rpc/plugin-error.js";
import type { StandardSchema } from "../standard-schema.js";
import { readSettingsFile, settingsFileText, type SettingsPlace } from "./settings-file.js";
import { defaultsOf, schemaValuesOf } from "./settings-schema.js";
import { checkTable, type Settings, type SettingsTable, strayVariables, valuesOf } from "./settings-table.js";

/** A small table, or a schema of any library with the Standard Schema interface, for an object. */
export type SettingsDeclaration = SettingsTable | StandardSchema<unknown>;

/** What a plugin without settings declares. */
export type NoSettings = Readonly<Record<never, never>>;

/** The values that a declaration describes. */
export type SettingsOf<Declared> =
  Declared extends StandardSchema<infer Output> ? Output : Declared extends SettingsTable ? Settings<Declared> : never;

/** @throws {TypeError} for a table that is none. */
export function checkSettings(plugin: string, declared: SettingsDeclaration): void {
  if (typeof declared !== "object" || declared === null)
    throw new TypeError("settings are a table such as { port: { default: 502 } }, or a Standard Schema");
  if (!isSchema(declared)) checkTable(plugin, declared);
}

/**
 * The values of now: each a variable, over the file, over the default.
 * @throws {PluginError} FAILED_PRECONDITION, with all that is wrong: where, which key, what was found, and what is allowed.
 */
export async function readDeclared(
  plugin: string,
  declared: SettingsDeclaration,
  place: SettingsPlace = {},
): Promise<unknown> {
  if (!isSchema(declared)) return readSettings(plugin, declared, place);
  const written = readSettingsFile(place);
  const { values, problems } = await schemaValuesOf(plugin, declared, written, place.env ?? process.env);
  refuse([...written.problems, ...problems]);
  return values;
}

/**
 * The values of a table's settings, for code outside of a plugin's definition; `settings` in the definition does the same for each
 * recording and command.
 *
 * @throws {PluginError} FAILED_PRECONDITION, with all that is wrong: where, which key, what was found, and what is allowed.
 */
export function readSettings<const Table extends SettingsTable>(
  plugin: string,
  table: Table,
  place: SettingsPlace = {},
): Settings<Table> {
  const written = readSettingsFile(place);
  const { values, problems } = valuesOf(plugin, table, written, place.env ?? process.env);
  refuse([...written.problems, ...problems]);
  return values as Settings<Table>;
}

/** What a person is told of variables that look like settings and are none; undefined: nothing. A schema refuses such keys where it wants to. */
export function strayVariablesOf(
  plugin: string,
  declared: SettingsDeclaration,
  { env = process.env }: SettingsPlace = {},
): string | undefined {
  return isSchema(declared) ? undefined : strayVariables(plugin, declared, env);
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new PluginError(worded(FACTS.message.wrongSettings, { problems: problems.join("; ") }), "FAILED_PRECONDITION");
}

/** The text of a settings file in which each setting is a comment with its default; `{}` for a plugin without settings. */
export async function settingsText(plugin: string, declared: SettingsDeclaration = {}): Promise<string> {
  if (isSchema(declared)) return settingsFileText(plugin, await defaultsOf(declared));
  const defaults = Object.entries(declared).map(([key, setting]) => [key, setting.default] as const);
  return settingsFileText(plugin, Object.fromEntries(defaults));
}

function isSchema(declared: SettingsDeclaration): declared is StandardSchema<unknown> {
  return "~standard" in declared;
}
