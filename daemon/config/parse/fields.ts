import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import type { PluginEntry } from "../../entry.js";
import { kindOf, numberOf } from "./scalar.js";
import type { ConfigSource } from "./source.js";

/** One plugin of the list, as the daemon reads it. */
export interface ListedEntry {
  readonly node: Node | null;
  /** A field that is missing or of another type is undefined. */
  readonly fields: Partial<PluginEntry>;
  /** Where the entry begins. */
  readonly offset: number;
  /** An item of the list that says nothing at all. */
  readonly empty: boolean;
}

export function readEntry(source: ConfigSource, node: Node | null, otherwise: number): ListedEntry {
  const offset = node ? startOf(node) : otherwise;
  const map = resolved(source, node);
  // Null and NULL are another matter to yaml.v2 (decode.go, prepare): a plugin without any field.
  const empty = map === null || (isScalar(map) && map.type === "PLAIN" && /^(?:~|null|)$/.test(map.source ?? ""));
  if (!isMap(map)) return { node, fields: {}, offset, empty };
  const fields = orderedFields(source, map);
  const text = (name: string) => textOf(resolved(source, fields.get(name) ?? null));
  const count = (name: string) => numberOf(resolved(source, fields.get(name) ?? null));
  const entry = {
    name: text("name"),
    type: text("type"),
    exec: text("exec"),
    timeout: count("timeout"),
    maxTimeouts: count("maxTimeouts"),
  };
  const present = Object.entries(entry).filter(([, value]) => value !== undefined);
  return { node, fields: Object.fromEntries(present) as Partial<PluginEntry>, offset, empty };
}

/** Keys and values in the daemon's order: a later one wins, merged ones included. */
export function orderedFields(source: ConfigSource, map: YAMLMap): Map<string, Node | null> {
  const fields = new Map<string, Node | null>();
  eachField(source, map, (name, value) => void fields.set(name, value));
  return fields;
}

/** Every key with its value as the daemon meets them, those that a later one replaces too. */
export function eachField(
  source: ConfigSource,
  map: YAMLMap,
  visit: (name: string, value: Node | null, pair: Pair) => void,
  outer: readonly YAMLMap[] = [],
): void {
  if (outer.includes(map)) return; // A map that merges itself.
  for (const pair of map.items) {
    const value = pair.value as Node | null;
    if (!isMergeKey(pair)) visit(keyText(source, pair) ?? "", value, pair);
    else for (const merged of mergedMaps(source, value)) eachField(source, merged, visit, [...outer, map]);
  }
}

/** The maps that `<<` names. Of several the first one wins, so it comes last. */
export function mergedMaps(source: ConfigSource, value: Node | null): YAMLMap[] {
  const node = resolved(source, value);
  const sources = isSeq(node) ? [...node.items].reverse().map((item) => resolved(source, item as Node)) : [node];
  return sources.filter((map) => isMap(map));
}

export function isMergeKey(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.type === "PLAIN" && pair.key.source === "<<";
}

/** The key as the daemon compares it with its field names. */
export function keyText(source: ConfigSource, pair: Pair): string | undefined {
  return textOf(resolved(source, pair.key as Node | null));
}

export function resolved(source: ConfigSource, node: Node | null): Node | null | undefined {
  return isAlias(node) ? node.resolve(source.document) : node;
}

/** The daemon takes a number or a yes where text is expected as the characters that stand there. */
export function textOf(node: Node | null | undefined): string | undefined {
  if (!isScalar(node) || kindOf(node) === "null") return undefined;
  return typeof node.value === "string" ? node.value : (node.source ?? String(node.value));
}

/** A value that nobody wrote: `key:` and nothing behind it. */
export function isImplicitNull(node: Node): boolean {
  return isScalar(node) && node.value === null && (node.source ?? "") === "" && !node.tag;
}

export function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}
