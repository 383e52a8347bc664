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
import { ConfigNotEditable, type NotEditableOptions } from "./errors.js";
import {
  isImplicitNull,
  isMergeKey,
  keyText,
  type ListedEntry,
  mergedMaps,
  orderedFields,
  readEntry,
  resolved,
  startOf,
  textOf,
} from "./fields.js";
import type { ConfigSource } from "./source.js";

/** The key of the list in the daemon's config. */
export const PLUGINS = "Plugins";

/** How the list stands in the file; every way of having no entry is a case of its own. */
export type ListShape =
  | { readonly kind: "missing"; readonly indent: number }
  | { readonly kind: "empty"; readonly indent: number; readonly colon: number; readonly nullAt: number | undefined }
  | { readonly kind: "block"; readonly indent: number; readonly colon: number; readonly seq: YAMLSeq }
  /** `json`: the list's own key is quoted, so the file may be JSON and should stay it. */
  | { readonly kind: "flow"; readonly seq: YAMLSeq; readonly json: boolean };

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
  if (!isMap(root)) {
    const remedy = "write each setting as a line: key: value";
    throw refusal(source, root, "the file holds no settings (key: value) at its top level", { remedy });
  }
  refuseMergedList(source, root);
  const pairs = root.items.filter((pair) => keyText(source, pair) === PLUGINS);
  const [pair, second] = pairs;
  if (second) {
    const help = { remedy: "make one list of them", byHand: "in the last one" };
    throw refusal(source, second.key as Node, `a second "${PLUGINS}": the daemon takes the last one`, help);
  }
  if (!pair) {
    if (root.flow) {
      const remedy = `write "${PLUGINS}": [] there`;
      throw refusal(source, root, `the settings stand in { } without a "${PLUGINS}" list`, { remedy });
    }
    return { shape: { kind: "missing", indent: columnOf(source.text, startOf(root)) }, entries: [] };
  }
  const shape = shapeOf(source, pair);
  if (root.flow && shape.kind === "empty")
    throw refusal(source, pair.key as Node, `"${PLUGINS}" is empty; write [] there`);
  const seq = "seq" in shape ? shape.seq : undefined;
  const entries = (seq?.items ?? []).map((item) => readEntry(source, item as Node | null, startOf(seq ?? null)));
  return { shape, entries };
}

/** The value of a top-level text setting as the daemon reads it, undefined when missing or empty. */
export function settingText(source: ConfigSource, name: string): { value: string; offset: number } | undefined {
  const root = source.document.contents;
  if (!isMap(root)) return undefined;
  const found = orderedFields(source, root).get(name) ?? null;
  const value = textOf(resolved(source, found));
  return value === undefined || value === "" ? undefined : { value, offset: startOf(found) };
}

function shapeOf(source: ConfigSource, pair: Pair): ListShape {
  const value = pair.value as Node | null;
  const colon = pair.srcToken?.sep?.find((token) => token.type === "map-value-ind");
  const indent = columnOf(source.text, startOf(pair.key as Node));
  if (isAlias(value)) {
    const help = { remedy: `write the list itself below "${PLUGINS}"`, byHand: `in the list of &${value.source}` };
    throw refusal(source, value, `"${PLUGINS}" is an alias (*): its list stands elsewhere`, help);
  }
  if (value && hasTag(pair)) {
    throw refusal(source, value, `"${PLUGINS}" has a tag (!)`, { remedy: "remove the tag", ...inList(value) });
  }
  if (value && "anchor" in value && value.anchor) refuseAliased(source, value as AnchoredNode);
  if (isSeq(value)) {
    if (value.flow) return { kind: "flow", seq: value, json: isScalar(pair.key) && pair.key.type === "QUOTE_DOUBLE" };
    if (colon) return { kind: "block", indent, colon: colon.offset, seq: value };
  }
  if (isScalar(value) && value.value === null && colon) {
    if (value.anchor) {
      throw refusal(source, value, `"${PLUGINS}" is empty and has an anchor (&)`, { remedy: "remove the anchor" });
    }
    const nullAt = isImplicitNull(value) ? undefined : startOf(value);
    return { kind: "empty", indent, colon: colon.offset, nullAt };
  }
  throw notAList(source, value ?? (pair.key as Node));
}

function notAList(source: ConfigSource, value: Node): ConfigNotEditable {
  const [what, remedy] =
    isMap(value) && value.items.length > 0
      ? [" but a map", 'begin each of its plugins with "- "']
      : [isMap(value) ? " but an empty map ({})" : isScalar(value) ? " but one value" : "", "write [] in its place"];
  return refusal(source, value, `"${PLUGINS}" is not a list${what}`, { remedy });
}

/** An entry on lines of its own can be written into a list whose entries are such, too. */
function inList(value: Node): Pick<NotEditableOptions, "byHand"> {
  return isSeq(value) && !value.flow ? { byHand: "in that list" } : {};
}

type AnchoredNode = Node & { anchor: string };

function refuseAliased(source: ConfigSource, value: AnchoredNode): void {
  visit(source.document, {
    Alias(_key, alias: Alias) {
      if (alias.source !== value.anchor) return;
      const help = { remedy: `write a copy of the list in the place of *${alias.source}`, ...inList(value) };
      throw refusal(source, alias, `"${PLUGINS}" is used a second time here (*${alias.source})`, help);
    },
  });
}

/** To the daemon a merged key counts in the order of the lines, and replaces what stands above it. */
function refuseMergedList(source: ConfigSource, root: YAMLMap): void {
  for (const pair of root.items) {
    if (!isMergeKey(pair)) continue;
    const merged = mergedMaps(source, pair.value as Node | null);
    if (merged.some((map) => orderedFields(source, map).has(PLUGINS))) {
      const help = { remedy: `write the list below a "${PLUGINS}" of its own`, byHand: "in the list of that map" };
      throw refusal(source, pair.key as Node, `"${PLUGINS}" comes from a merged map (<<)`, help);
    }
  }
}

function hasTag(pair: Pair): boolean {
  return pair.srcToken?.sep?.some((token) => token.type === "tag") ?? false;
}

/** Characters between the start of the line and the offset; the byte order mark is none. */
export function columnOf(text: string, offset: number): number {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  return offset - lineStart - (text.slice(lineStart, offset).startsWith("\uFEFF") ? 1 : 0);
}

function refusal(source: ConfigSource, node: Node, reason: string, help?: NotEditableOptions): ConfigNotEditable {
  return new ConfigNotEditable(reason, source.placeOf(startOf(node)), help);
}
