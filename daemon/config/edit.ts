import { type PluginEntry, withDefaults } from "../entry.js";
import { condense, CONDENSED_FROM } from "./condense.js";
import { ConfigError, ConfigNotEditable, EntryConflict, EntryNotFound, EntryTwice } from "./parse/errors.js";
import type { ListedEntry } from "./parse/fields.js";
import { findPluginList, type PluginList, PLUGINS } from "./parse/list.js";
import { type ConfigSource, parseConfig } from "./parse/source.js";
import { type ConfigView, viewCondensed, viewConfig, viewWhole } from "./view.js";
import { insertion, LIST_INDENT } from "./write/insert.js";
import { removal } from "./write/remove.js";
import { applySplices, type Splice } from "./write/splice.js";
import { blockLines } from "./write/style.js";
import { fieldChanges } from "./write/update.js";
import { pluginValues, verify } from "./write/verify.js";

export interface ConfigEdit {
  /** "unchanged": the file says already what it should; `text` is what was given. */
  readonly status: "changed" | "unchanged";
  readonly text: string;
  /** What was given, to look at; parsed already. */
  readonly before: () => ConfigView;
}

/** For who edits: texts shorter than this, in UTF-16 units, are parsed whole. Default {@link CONDENSED_FROM}. */
export interface EditOptions {
  readonly condensedFrom?: number;
}

/**
 * The config with `entry` as the last plugin. Every other byte stays: the text is spliced, never printed again.
 * @throws {ConfigSyntaxError} when the text is not YAML that the daemon reads.
 * @throws {ConfigNotEditable} when the edit could change anything else.
 * @throws {EntryConflict} when the name is there with other fields.
 */
export function addEntry(text: string, entry: PluginEntry, options?: EditOptions): ConfigEdit {
  return edit(text, [entry.name], options, (source) => {
    const list = findPluginList(source);
    const existing = onlyEntry(source, list, entry.name);
    if (existing) {
      const differences = differencesOf(existing.fields, entry);
      if (differences.length === 0) return [];
      throw new EntryConflict(existing.fields, differences, source.placeOf(existing.offset));
    }
    const splices = insertion(source, list, entry);
    verify(source, applySplices(source.text, splices), [...pluginValues(source), { ...entry }]);
    return splices;
  });
}

/**
 * The config without the plugin `name`: what {@link addEntry} made of a text becomes that text again.
 * @throws {EntryNotFound} when there is no such plugin.
 * @throws {ConfigSyntaxError} {@link ConfigNotEditable} as {@link addEntry}.
 */
export function removeEntry(text: string, name: string, options?: EditOptions): ConfigEdit {
  return edit(text, [name], options, (source) => {
    const list = findPluginList(source);
    const entry = onlyEntry(source, list, name);
    if (!entry) throw new EntryNotFound(name, namesIn(list));
    const index = list.entries.indexOf(entry);
    const splices = removal(source, list, index);
    const left = pluginValues(source).filter((_, i) => i !== index);
    verify(source, applySplices(source.text, splices), left);
    return splices;
  });
}

/**
 * The config with the fields of the plugin `entry.name` changed to those of `entry`; the bytes around each value stay.
 * @throws {EntryNotFound} when there is no such plugin.
 * @throws {ConfigSyntaxError} {@link ConfigNotEditable} as {@link addEntry}.
 */
export function updateEntry(text: string, entry: PluginEntry, options?: EditOptions): ConfigEdit {
  return edit(text, [entry.name], options, (source) => {
    const list = findPluginList(source);
    const existing = onlyEntry(source, list, entry.name);
    if (!existing) throw new EntryNotFound(entry.name, namesIn(list));
    const fields = differingFields(existing.fields, entry);
    if (fields.length === 0) return [];
    const splices = fieldChanges(source, existing, entry, fields);
    const edited = applySplices(source.text, splices);
    const changed = Object.fromEntries(fields.map((field) => [field, entry[field]]));
    const index = list.entries.indexOf(existing);
    const expected = pluginValues(source).map((item, i) => (i === index ? { ...(item as object), ...changed } : item));
    verify(source, edited, expected);
    // A << below a field replaces it for the daemon, which the values alone do not show.
    const after = onlyEntry(source, findPluginList(parseConfig(edited)), entry.name);
    if (after === undefined || differingFields(after.fields, entry).length > 0) {
      throw new ConfigNotEditable("a merged map (<<) decides over the entry's fields", source.placeOf(existing.offset));
    }
    return splices;
  });
}

/**
 * Lets `change` find the verified splices of a text: in the part of a long one that matters, or else in the whole.
 * @param names those of the entries that matter.
 */
function edit(
  text: string,
  names: readonly string[],
  { condensedFrom = CONDENSED_FROM }: EditOptions = {},
  change: (source: ConfigSource) => readonly Splice[],
): ConfigEdit {
  const edited = text.length < condensedFrom ? undefined : editPart(text, names, change);
  const { splices, before } = edited ?? editWhole(text, change);
  const status = splices.length === 0 ? "unchanged" : "changed";
  return { status, text: applySplices(text, splices), before };
}

interface Edited {
  readonly splices: readonly Splice[];
  readonly before: () => ConfigView;
}

function editWhole(text: string, change: (source: ConfigSource) => readonly Splice[]): Edited {
  const source = parseConfig(text);
  return { splices: change(source), before: () => viewWhole({ source, obstacles: [] }) };
}

function editPart(
  text: string,
  names: readonly string[],
  change: (source: ConfigSource) => readonly Splice[],
): Edited | undefined {
  try {
    const condensed = condense(text, names);
    const splices = condensed?.inWhole(change(condensed.source));
    return condensed && splices && { splices, before: () => viewCondensed(condensed) ?? viewConfig(text) };
  } catch (error) {
    // Of anything else the whole text has the whole reason.
    if (error instanceof ConfigError && !(error instanceof EntryConflict)) return undefined;
    throw error;
  }
}

/** The text of a config that was not there before: only what the daemon needs to run the one plugin. */
export function newConfig(entry: PluginEntry, pluginDir: string): string {
  // JSON's escapes are YAML's, and a Windows path has backslashes.
  const lines = [`PluginDir: ${JSON.stringify(pluginDir)}`, `${PLUGINS}:`, ...blockLines("", entry, LIST_INDENT)];
  return lines.map((line) => `${line}\n`).join("");
}

/** Whether nothing of anybody's is in a config that {@link newConfig} once made. */
export function isNewConfigWithoutEntry(text: string): boolean {
  const [first = "", ...rest] = text.trimEnd().split("\n");
  return first.startsWith("PluginDir: ") && rest.length === 1 && rest[0] === `${PLUGINS}:`;
}

/** What to paste into the list of plugins where no edit is possible: the key may be there, and must not be there twice. */
export function entrySnippet(entry: PluginEntry): string[] {
  return blockLines("", entry, LIST_INDENT);
}

/** The names in the file's order. */
export function namesIn(list: PluginList): string[] {
  return list.entries.flatMap(({ fields }) => (fields.name === undefined ? [] : [fields.name]));
}

/** A field of an entry that the daemon would see differently; `before` is undefined when it is missing. */
export interface FieldChange {
  readonly field: Exclude<keyof PluginEntry, "name">;
  readonly before: string | number | undefined;
  readonly after: string | number;
}

/** What would change for the daemon if `existing` became `entry`. */
export function fieldChangesBetween(existing: Partial<PluginEntry>, entry: PluginEntry): FieldChange[] {
  const [is, wanted] = [withDefaults(existing), { ...entry, ...withDefaults(entry) }];
  return differingFields(existing, entry).map((field) => ({ field, before: is[field], after: wanted[field] }));
}

/** One "field is X, not Y" per field of the entry that the daemon would see differently. */
function differencesOf(existing: Partial<PluginEntry>, entry: PluginEntry): string[] {
  return fieldChangesBetween(existing, entry).map(
    ({ field, before, after }) => `${field} is ${before ?? "missing"}, not ${after}`,
  );
}

function differingFields(existing: Partial<PluginEntry>, entry: PluginEntry) {
  const [is, wanted] = [withDefaults(existing), withDefaults(entry)];
  return (["type", "exec", "timeout", "maxTimeouts"] as const).filter((field) => is[field] !== wanted[field]);
}

function onlyEntry(source: ConfigSource, list: PluginList, name: string): ListedEntry | undefined {
  const [entry, second] = list.entries.filter(({ fields }) => fields.name === name);
  if (!second) return entry;
  const reason = `the plugin "${name}" is there twice, with which the daemon does not start`;
  throw new EntryTwice(reason, source.placeOf(second.offset));
}
