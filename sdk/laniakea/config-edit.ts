import { ConfigNotEditable, EntryConflict, EntryNotFound } from "./config-errors.js";
import type { ListedEntry } from "./config-fields.js";
import { insertion, LIST_INDENT } from "./config-insert.js";
import { findPluginList, PLUGINS, type PluginList } from "./config-list.js";
import { removal } from "./config-remove.js";
import { type ConfigSource, parseConfig } from "./config-source.js";
import { applySplices } from "./config-splice.js";
import { blockLines } from "./config-style.js";
import { pluginValues, verify } from "./config-verify.js";
import { ENTRY_DEFAULTS, type PluginEntry } from "./plugin-entry.js";

export interface ConfigEdit {
  /** "unchanged": the file says already what it should; `text` is what was given. */
  readonly status: "changed" | "unchanged";
  readonly text: string;
}

/**
 * The config with `entry` as the last plugin. Every other byte stays: the text is spliced, never printed again.
 * @throws {ConfigSyntaxError} when the text is not YAML that the daemon reads.
 * @throws {ConfigNotEditable} when the edit could change anything else.
 * @throws {EntryConflict} when the name is there with other fields.
 */
export function addEntry(text: string, entry: PluginEntry): ConfigEdit {
  const source = parseConfig(text);
  const list = findPluginList(source);
  const existing = onlyEntry(source, list, entry.name);
  if (existing) {
    const differences = differencesOf(existing.fields, entry);
    if (differences.length === 0) return { status: "unchanged", text };
    throw new EntryConflict(existing.fields, differences, source.placeOf(existing.offset));
  }
  const edited = applySplices(text, insertion(source, list, entry));
  verify(source, edited, [...pluginValues(source), { ...entry }]);
  return { status: "changed", text: edited };
}

/**
 * The config without the plugin `name`: what {@link addEntry} made of a text becomes that text again.
 * @throws {EntryNotFound} when there is no such plugin.
 * @throws {ConfigSyntaxError} {@link ConfigNotEditable} as {@link addEntry}.
 */
export function removeEntry(text: string, name: string): ConfigEdit {
  const source = parseConfig(text);
  const list = findPluginList(source);
  const entry = onlyEntry(source, list, name);
  if (!entry) throw new EntryNotFound(name, namesIn(list));
  const index = list.entries.indexOf(entry);
  const edited = applySplices(text, removal(source, list, index));
  const left = pluginValues(source).filter((_, i) => i !== index);
  verify(source, edited, left);
  return { status: "changed", text: edited };
}

/** The text of a config that was not there before: only what the daemon needs to run the one plugin. */
export function newConfig(entry: PluginEntry, pluginDir: string): string {
  // JSON's escapes are YAML's, and a Windows path has backslashes.
  const lines = [`PluginDir: ${JSON.stringify(pluginDir)}`, `${PLUGINS}:`, ...blockLines("", entry, LIST_INDENT)];
  return lines.map((line) => `${line}\n`).join("");
}

/** What to paste where no edit is possible. */
export function entrySnippet(entry: PluginEntry): string[] {
  return [`${PLUGINS}:`, ...blockLines("", entry, LIST_INDENT)];
}

/** The names in the file's order. */
export function namesIn(list: PluginList): string[] {
  return list.entries.flatMap(({ fields }) => (fields.name === undefined ? [] : [fields.name]));
}

/** One "field is X, not Y" per field of the entry that the daemon would see differently. */
export function differencesOf(existing: Partial<PluginEntry>, entry: PluginEntry): string[] {
  const effective = (fields: Partial<PluginEntry>) => ({
    ...fields,
    // 0 and nothing mean the default to the daemon.
    timeout: fields.timeout || ENTRY_DEFAULTS.timeout,
    maxTimeouts: fields.maxTimeouts || ENTRY_DEFAULTS.maxTimeouts,
  });
  const [is, wanted] = [effective(existing), effective(entry)];
  const fields = ["type", "exec", "timeout", "maxTimeouts"] as const;
  return fields
    .filter((field) => is[field] !== wanted[field])
    .map((field) => `${field} is ${is[field] ?? "missing"}, not ${wanted[field]}`);
}

function onlyEntry(source: ConfigSource, list: PluginList, name: string): ListedEntry | undefined {
  const [entry, second] = list.entries.filter(({ fields }) => fields.name === name);
  if (!second) return entry;
  const reason = `the plugin "${name}" is there twice, with which the daemon does not start`;
  throw new ConfigNotEditable(reason, source.placeOf(second.offset));
}
