import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { ConfigNotEditable } from "./config-errors.js";
import type { ConfigSource } from "./config-source.js";
import type { PluginEntry } from "./plugin-entry.js";

/** The key of the list in the daemon's config. */
export const PLUGINS = "Plugins";

/** How the list stands in the file; every way of having no entry is a case of its own. */
export type ListShape =
  | { readonly kind: "missing"; readonly indent: number }
  | { readonly kind: "empty"; readonly indent: number; readonly colon: number; readonly nullAt: number | undefined }
  | { readonly kind: "block"; readonly indent: number; readonly colon: number; readonly seq: YAMLSeq }
  /** `json`: the list's own key is quoted, so the file may be JSON and should stay it. */
  | { readonly kind: "flow"; readonly seq: YAMLSeq; readonly json: boolean };

export interface ListedEntry {
  readonly node: Node | null;
  /** What the daemon would read; a field that is missing or of another type is undefined. */
  readonly fields: Partial<PluginEntry>;
  /** Where the entry begins. */
  readonly offset: number;
}

export interface PluginList {
  readonly shape: ListShape;
  readonly entries: readonly ListedEntry[];
}

/**
 * Finds the list of plugins.
 * @throws {ConfigNotEditable} when it is anything but a plain list, or something else in the file could change with it.
 */
export function findPluginList(source: ConfigSource): PluginList {
  const root = source.document.contents as Node | null;
  if (root === null || isImplicitNull(root)) return { shape: { kind: "missing", indent: 0 }, entries: [] };
  if (!isMap(root)) throw refusal(source, root, "the file holds no settings (key: value) at its top level");
  refuseMergedList(source, root);
  const pairs = root.items.filter((pair) => keyText(source, pair) === PLUGINS);
  const [pair, second] = pairs;
  if (second) throw refusal(source, second.key as Node, `a second "${PLUGINS}": the daemon takes the last one`);
  if (!pair) {
    if (root.flow) throw refusal(source, root, `the settings stand in { } without a "${PLUGINS}" list`);
    return { shape: { kind: "missing", indent: columnOf(source.text, startOf(root)) }, entries: [] };
  }
  const shape = shapeOf(source, pair);
  if (root.flow && shape.kind === "empty")
    throw refusal(source, pair.key as Node, `"${PLUGINS}" is empty; write [] there`);
  const seq = "seq" in shape ? shape.seq : undefined;
  const entries = (seq?.items ?? []).map((item) => listedEntry(source, item as Node | null, seq));
  return { shape, entries };
}

/** The value of a top-level text setting as the daemon reads it, undefined when missing or empty. */
export function settingText(source: ConfigSource, name: string): { value: string; offset: number } | undefined {
  const root = source.document.contents;
  if (!isMap(root)) return undefined;
  const found = orderedFields(source, root).get(name);
  const node = isAlias(found) ? found.resolve(source.document) : found;
  const value = isScalar(node) ? scalarText(node) : undefined;
  return value === undefined || value === "" ? undefined : { value, offset: startOf(found ?? null) };
}

function shapeOf(source: ConfigSource, pair: Pair): ListShape {
  const value = pair.value as Node | null;
  const colon = pair.srcToken?.sep?.find((token) => token.type === "map-value-ind");
  const indent = columnOf(source.text, startOf(pair.key as Node));
  if (isAlias(value)) throw refusal(source, value, `"${PLUGINS}" is an alias (*): its list stands elsewhere`);
  if (value && hasTag(pair)) throw refusal(source, value, `"${PLUGINS}" has a tag (!)`);
  if (value && "anchor" in value && value.anchor) refuseAliased(source, value as AnchoredNode);
  if (isSeq(value)) {
    if (value.flow) return { kind: "flow", seq: value, json: isScalar(pair.key) && pair.key.type === "QUOTE_DOUBLE" };
    if (colon) return { kind: "block", indent, colon: colon.offset, seq: value };
  }
  if (isScalar(value) && value.value === null && colon) {
    if (value.anchor) throw refusal(source, value, `"${PLUGINS}" is empty and has an anchor (&)`);
    const nullAt = isImplicitNull(value) ? undefined : startOf(value);
    return { kind: "empty", indent, colon: colon.offset, nullAt };
  }
  throw refusal(source, value ?? (pair.key as Node), `"${PLUGINS}" is not a list`);
}

type AnchoredNode = Node & { anchor: string };

function refuseAliased(source: ConfigSource, value: AnchoredNode): void {
  visit(source.document, {
    Alias(_key, alias: Alias) {
      if (alias.source !== value.anchor) return;
      throw refusal(source, alias, `"${PLUGINS}" is used a second time here (*${alias.source})`);
    },
  });
}

/** To the daemon a merged key counts in the order of the lines, and replaces what stands above it. */
function refuseMergedList(source: ConfigSource, root: YAMLMap): void {
  for (const pair of root.items) {
    if (!isMergeKey(pair)) continue;
    const merged = new Map<string, Node | null>();
    mergeInto(source, pair.value as Node | null, merged);
    if (merged.has(PLUGINS)) {
      throw refusal(source, pair.key as Node, `"${PLUGINS}" comes from a merged map (<<)`);
    }
  }
}

function listedEntry(source: ConfigSource, node: Node | null, seq: YAMLSeq | undefined): ListedEntry {
  const offset = node ? startOf(node) : startOf(seq ?? null);
  const map = isAlias(node) ? node.resolve(source.document) : node;
  if (!isMap(map)) return { node, fields: {}, offset };
  const fields = orderedFields(source, map);
  const resolved = (name: string) => {
    const value = fields.get(name);
    return isAlias(value) ? value.resolve(source.document) : value;
  };
  const text = (name: string) => {
    const value = resolved(name);
    return isScalar(value) ? scalarText(value) : undefined;
  };
  const count = (name: string) => {
    const value = resolved(name);
    return isScalar(value) && typeof value.value === "number" ? Math.trunc(value.value) : undefined;
  };
  const entry = {
    name: text("name"),
    type: text("type"),
    exec: text("exec"),
    timeout: count("timeout"),
    maxTimeouts: count("maxTimeouts"),
  };
  const present = Object.entries(entry).filter(([, value]) => value !== undefined);
  return { node, fields: Object.fromEntries(present) as Partial<PluginEntry>, offset };
}

/** Keys and values in the daemon's order: a later one wins, merged ones included. */
function orderedFields(source: ConfigSource, map: YAMLMap): Map<string, Node | null> {
  const fields = new Map<string, Node | null>();
  for (const pair of map.items) {
    if (isMergeKey(pair)) mergeInto(source, pair.value as Node | null, fields);
    else fields.set(keyText(source, pair) ?? "", pair.value as Node | null);
  }
  return fields;
}

function mergeInto(source: ConfigSource, value: Node | null, fields: Map<string, Node | null>): void {
  const node = isAlias(value) ? value.resolve(source.document) : value;
  // Of several merged maps the first one wins.
  if (isSeq(node)) for (const item of [...node.items].reverse()) mergeInto(source, item as Node, fields);
  if (!isMap(node)) return;
  for (const [name, field] of orderedFields(source, node)) fields.set(name, field);
}

function isMergeKey(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.type === "PLAIN" && pair.key.source === "<<";
}

/** The key as the daemon compares it with its field names. */
export function keyText(source: ConfigSource, pair: Pair): string | undefined {
  const key = isAlias(pair.key) ? pair.key.resolve(source.document) : pair.key;
  return isScalar(key) ? scalarText(key) : undefined;
}

/** The daemon takes a number or a yes where text is expected as the characters that stand there. */
function scalarText(node: { value: unknown; source?: string }): string | undefined {
  if (node.value === null) return undefined;
  return typeof node.value === "string" ? node.value : (node.source ?? String(node.value));
}

function hasTag(pair: Pair): boolean {
  return pair.srcToken?.sep?.some((token) => token.type === "tag") ?? false;
}

/** A value that nobody wrote: `key:` and nothing behind it. */
function isImplicitNull(node: Node): boolean {
  return isScalar(node) && node.value === null && (node.source ?? "") === "" && !node.tag;
}

export function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

/** Characters between the start of the line and the offset; the byte order mark is none. */
export function columnOf(text: string, offset: number): number {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  return offset - lineStart - (text.slice(lineStart, offset).startsWith("\uFEFF") ? 1 : 0);
}

function refusal(source: ConfigSource, node: Node, reason: string): ConfigNotEditable {
  return new ConfigNotEditable(reason, source.placeOf(startOf(node)));
}
