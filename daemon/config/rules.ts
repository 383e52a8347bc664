import { isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from "yaml";
import { PLUGIN_TYPES } from "../handshake.js";
import { EXEC_NAME, execNameProblem, PLUGIN_NAME, pluginNameProblem } from "../names.js";
import { nearest } from "../nearest.js";
import { alternatives } from "../text.js";
import type { Place } from "./parse/errors.js";
import { eachField, isMergeKey, keyText, type ListedEntry, readEntry, resolved, startOf } from "./parse/fields.js";
import { PLUGINS } from "./parse/list.js";
import { kindOf, numberOf } from "./parse/scalar.js";
import { type Kind, SETTINGS } from "./parse/settings.js";
import type { ConfigSource } from "./parse/source.js";

/**
 * What comes of it: "defaults": the daemon drops the whole file without a word and runs without any plugin; "boot": it does
 * not start; "warning": it starts, and does something else than the file seems to say.
 */
export type Severity = "defaults" | "boot" | "warning";

export interface Problem {
  readonly severity: Severity;
  readonly message: string;
  readonly place?: Place;
}

/** lanirpc.PluginConfig with its yaml tags. */
const ENTRY_FIELDS: Readonly<Record<string, Kind>> = {
  name: "text",
  type: "text",
  exec: "text",
  timeout: "number",
  maxTimeouts: "number",
};

const WANTED: Readonly<Record<Kind, string>> = {
  bool: "yes or no, without quotes",
  number: "a whole number, without quotes",
  text: "text",
  "list of text": "a list",
  "list of plugins": "a list of plugins",
  duration: "a time such as 30s",
};

/** Every rule of the daemon that the text alone can break, in the order of the lines. */
export function configProblems(source: ConfigSource): Problem[] {
  const root = resolved(source, source.document.contents as Node | null) ?? null;
  if (root === null || (isScalar(root) && kindOf(root) === "null")) return [];
  if (!isMap(root)) return [problem(source, "defaults", root, "the file holds no settings (key: value)")];
  const problems = [
    ...mapProblems(source, root, SETTINGS, "setting"),
    ...duplicateNames(source),
    ...pluginEntries(source).flatMap((entry) => entryProblems(source, entry)),
  ];
  return problems.sort((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0));
}

/** The entries that the daemon would run: of several `Plugins` keys the last one's. */
export function pluginEntries(source: ConfigSource): ListedEntry[] {
  const root = resolved(source, source.document.contents as Node | null);
  if (!isMap(root)) return [];
  let list: Node | null = null;
  eachField(source, root, (name, value) => {
    if (name === PLUGINS) list = resolved(source, value) ?? null;
  });
  const seq: unknown = list;
  return isSeq(seq) ? seq.items.map((item) => readEntry(source, item as Node | null, startOf(list))) : [];
}

function mapProblems(
  source: ConfigSource,
  map: YAMLMap,
  known: Readonly<Record<string, Kind>>,
  what: "setting" | "field",
): Problem[] {
  const problems = [...mergeProblems(source, map), ...duplicateKeys(source, map, known)];
  eachField(source, map, (name, value, pair) => {
    const key = resolved(source, pair.key as Node | null);
    if (isMap(key) || isSeq(key)) problems.push(problem(source, "defaults", key, "the key is not text"));
    const kind = Object.hasOwn(known, name) ? known[name] : undefined;
    if (kind !== undefined) problems.push(...valueProblems(source, name, kind, value));
    else problems.push(...unknownKey(source, name, pair.key as Node | null, known, what));
  });
  return problems;
}

function mergeProblems(source: ConfigSource, map: YAMLMap): Problem[] {
  return map.items.filter(isMergeKey).flatMap(({ value }) => {
    const node = resolved(source, value as Node | null);
    const sources = isSeq(node) ? node.items.map((item) => resolved(source, item as Node | null)) : [node];
    if (sources.every((one) => isMap(one))) return [];
    return [problem(source, "defaults", value as Node | null, "<< must name a map or a list of maps")];
  });
}

function duplicateKeys(source: ConfigSource, map: YAMLMap, known: Readonly<Record<string, Kind>>): Problem[] {
  const seen = new Set<string>();
  return map.items.flatMap((pair) => {
    const name = keyText(source, pair);
    if (name === undefined || !Object.hasOwn(known, name) || isMergeKey(pair)) return [];
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [problem(source, "warning", pair.key as Node, `"${name}" again: the daemon takes the last one`)];
  });
}

function unknownKey(
  source: ConfigSource,
  name: string,
  key: Node | null,
  known: Readonly<Record<string, Kind>>,
  what: string,
): Problem[] {
  const meant = nearest(name, Object.keys(known));
  // Anchors need a place to stand, so a key like no other is nobody's mistake.
  if (meant === undefined) return [];
  return [problem(source, "warning", key, `the daemon knows no ${what} "${name}"; did you mean "${meant}"?`)];
}

function valueProblems(source: ConfigSource, name: string, kind: Kind, value: Node | null): Problem[] {
  const node = resolved(source, value) ?? null;
  if (node === null || (isScalar(node) && kindOf(node) === "null")) return [];
  if (kind === "list of text" || kind === "list of plugins") {
    if (!isSeq(node)) return [wrongKind(source, name, kind, value)];
    return node.items.flatMap((item) => itemProblems(source, name, kind, item as Node | null));
  }
  if (!isScalar(node)) return [wrongKind(source, name, kind, value)];
  const is = kindOf(node);
  if (is === "tagged" || kind === "text") return [];
  const right =
    kind === "bool"
      ? is === "bool"
      : numberOf(node) !== undefined || (kind === "duration" && is === "text" && isDuration(node));
  return right ? [] : [wrongKind(source, name, kind, value)];
}

/** Go's notation: 1h30m, 500ms. */
function isDuration(node: Scalar): boolean {
  return /^[-+]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(String(node.value));
}

function itemProblems(
  source: ConfigSource,
  name: string,
  kind: "list of text" | "list of plugins",
  item: Node | null,
): Problem[] {
  if (kind === "list of text") return valueProblems(source, name, "text", item);
  const node = resolved(source, item) ?? null;
  if (node === null || (isScalar(node) && kindOf(node) === "null")) return [];
  if (!isMap(node)) return [problem(source, "defaults", item, `an item of ${PLUGINS} is no plugin (name: …)`)];
  return mapProblems(source, node, ENTRY_FIELDS, "field");
}

function entryProblems(source: ConfigSource, { node, fields, offset, empty }: ListedEntry): Problem[] {
  const place = source.placeOf(offset);
  if (empty) return [{ severity: "boot", message: "an empty plugin, over which the daemon stumbles", place }];
  const item = resolved(source, node);
  if (!isMap(item) && !(isScalar(item) && kindOf(item) === "null")) return []; // Said already.
  const named = fields.name === undefined ? "a plugin" : `the plugin ${JSON.stringify(fields.name)}`;
  const problems: Problem[] = [];
  const add = (severity: Severity, message: string | undefined) => {
    if (message !== undefined) problems.push({ severity, message: `${named}: ${message}`, place });
  };
  // The daemon takes "all", but who subscribes to that plugin gets every other one too; and it knows no longest name.
  const { name = "", exec = "" } = fields;
  add(PLUGIN_NAME.test(name) ? "warning" : "boot", pluginNameProblem(name));
  add(EXEC_NAME.test(exec) ? "warning" : "boot", execNameProblem(exec));
  if (!PLUGIN_TYPES.some((type) => type === fields.type)) add("boot", `its type must be ${alternatives(PLUGIN_TYPES)}`);
  for (const field of ["timeout", "maxTimeouts"] as const) {
    if ((fields[field] ?? 0) < 0) add("warning", `${field} is negative: it is given up at once`);
  }
  return problems;
}

function duplicateNames(source: ConfigSource): Problem[] {
  const seen = new Set<string>();
  return pluginEntries(source).flatMap(({ fields: { name }, offset }) => {
    if (name === undefined || !seen.has(name)) {
      if (name !== undefined) seen.add(name);
      return [];
    }
    const message = `a second plugin ${JSON.stringify(name)}: names must differ`;
    return [{ severity: "boot" as const, message, place: source.placeOf(offset) }];
  });
}

function wrongKind(source: ConfigSource, name: string, kind: Kind, value: Node | null): Problem {
  return problem(source, "defaults", value, `"${name}" must be ${WANTED[kind]}`);
}

function problem(source: ConfigSource, severity: Severity, node: Node | null, message: string): Problem {
  return { severity, message, place: source.placeOf(startOf(node)) };
}
