import { isMap, isScalar, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import { ENTRY_FIELDS, type EntryField, type PluginEntry } from "../../entry.js";

type Quote = "plain" | "single" | "double";

/** How an entry is written: its keys' order and its quotes. */
interface EntryStyle {
  readonly order: readonly EntryField[];
  readonly keyQuote: Quote;
  /** Of the text fields; numbers are never quoted, since the daemon would drop the file over a quoted one. */
  readonly quotes: Readonly<Partial<Record<EntryField, Quote>>>;
}

/** How an entry in { } is written. */
interface FlowStyle extends EntryStyle {
  readonly open: string;
  readonly colon: string;
  readonly separator: string;
  readonly close: string;
}

/** As the daemon's documentation writes it. */
const DEFAULT_STYLE: EntryStyle = { order: ENTRY_FIELDS, keyQuote: "plain", quotes: {} };
const DEFAULT_FLOW: FlowStyle = { ...DEFAULT_STYLE, open: "", colon: ": ", separator: ", ", close: "" };

/** The entry as the lines of a block list, without line ends (a neighbour's own line end within an item is kept). */
export function blockLines(text: string, entry: PluginEntry, dashColumn: number, seq?: YAMLSeq): string[] {
  const pad = " ".repeat(dashColumn);
  const neighbour = lastMap(seq);
  if (neighbour?.flow) return [`${pad}- ${renderFlow(entry, flowStyle(text, neighbour))}`];
  const style = neighbour ? entryStyle(neighbour) : DEFAULT_STYLE;
  const gap = neighbour ? gapAfterDash(text, neighbour) : " ";
  const keyPad = " ".repeat(gap.includes("\n") ? gap.length - 1 - gap.lastIndexOf("\n") : dashColumn + 1 + gap.length);
  return style.order.map((field, i) => {
    const line = `${renderKey(field, style)}: ${renderValue(entry, field, style)}`;
    return i === 0 ? `${pad}-${gap}${line}` : `${keyPad}${line}`;
  });
}

/** The entry as an item of a flow list. */
export function flowItem(text: string, entry: PluginEntry, seq: YAMLSeq, json: boolean): string {
  const neighbour = lastMap(seq);
  if (neighbour?.flow) return renderFlow(entry, flowStyle(text, neighbour));
  return renderFlow(entry, json ? { ...DEFAULT_FLOW, keyQuote: "double" } : DEFAULT_FLOW);
}

/** The value of one field as it is written, or would be, in the entry `map`. */
export function fieldValue(entry: PluginEntry, field: EntryField, map: YAMLMap): string {
  return renderValue(entry, field, entryStyle(map));
}

/** "key: value" in the style of the entry `map`. */
export function fieldPair(entry: PluginEntry, field: EntryField, map: YAMLMap): string {
  const style = entryStyle(map);
  return `${renderKey(field, style)}: ${renderValue(entry, field, style)}`;
}

function renderFlow(entry: PluginEntry, style: FlowStyle): string {
  const pairs = style.order.map(
    (field) => `${renderKey(field, style)}${style.colon}${renderValue(entry, field, style)}`,
  );
  return `{${style.open}${pairs.join(style.separator)}${style.close}}`;
}

function renderKey(field: EntryField, style: EntryStyle): string {
  return inQuotes(field, style.keyQuote);
}

function renderValue(entry: PluginEntry, field: EntryField, style: EntryStyle): string {
  const value = entry[field];
  if (typeof value === "number") return String(value);
  const wanted = style.quotes[field] ?? style.quotes.name ?? "double";
  return inQuotes(value, wanted === "plain" && !isPlainText(value) ? "double" : wanted);
}

/** Names and executables are letters, digits, - _ and a dot, so no quote ever needs an escape. */
function inQuotes(value: string, quote: Quote): string {
  if (quote === "plain") return value;
  return quote === "single" ? `'${value}'` : `"${value}"`;
}

/** True when every version of YAML reads the bare word as that text: no boolean, null or number in any of them. */
export function isPlainText(value: string): boolean {
  return /^[a-zA-Z][a-zA-Z0-9_.-]*$/.test(value) && !/^(y|yes|n|no|on|off|true|false|null|nan|inf)$/i.test(value);
}

function entryStyle(neighbour: YAMLMap): EntryStyle {
  const order: EntryField[] = [];
  const quotes: Partial<Record<EntryField, Quote>> = {};
  let keyQuote: Quote | undefined;
  for (const { key, value } of neighbour.items) {
    const field = ENTRY_FIELDS.find((known) => isScalar(key) && key.value === known);
    if (field === undefined || !isScalar(key) || order.includes(field)) continue;
    order.push(field);
    keyQuote ??= quoteOf(key);
    if (isScalar(value) && typeof value.value === "string") quotes[field] = quoteOf(value);
  }
  return {
    order: [...order, ...ENTRY_FIELDS.filter((field) => !order.includes(field))],
    keyQuote: keyQuote ?? "plain",
    quotes,
  };
}

function quoteOf(node: Scalar): Quote {
  if (node.type === "PLAIN") return "plain";
  return node.type === "QUOTE_SINGLE" ? "single" : "double";
}

function flowStyle(text: string, map: YAMLMap): FlowStyle {
  const style = entryStyle(map);
  const [first, second] = map.items;
  const last = map.items.at(-1);
  const between = (from: number | undefined, to: number | undefined, allowed: RegExp, otherwise: string): string => {
    const found = from === undefined || to === undefined ? "" : text.slice(from, to);
    return allowed.test(found) ? found : otherwise;
  };
  const open = between(plus(start(map), 1), start(first?.key), /^\s*$/, "");
  const separator = between(end(first), start(second?.key), /^\s*,\s*$/, ", ");
  const colon = between(start(first?.key, 1), start(first?.value), /^ *: +$/, ": ");
  const close = between(end(last), plus(start(map, 1), -1), /^\s*,?\s*$/, "");
  return { ...style, open, separator, colon, close };
}

function plus(offset: number | undefined, by: number): number | undefined {
  return offset === undefined ? undefined : offset + by;
}

function start(node: unknown, which: 0 | 1 = 0): number | undefined {
  return (node as Node | null | undefined)?.range?.[which];
}

function end(pair: Pair | undefined): number | undefined {
  return start(pair?.value, 1) ?? start(pair?.key, 1);
}

function lastMap(seq: YAMLSeq | undefined): YAMLMap | undefined {
  return seq?.items.filter((item) => isMap(item)).at(-1);
}

/** Mostly one space; somebody's `-   name:` or `-` on a line of its own is kept. */
function gapAfterDash(text: string, item: YAMLMap): string {
  const first = start(item) ?? 0;
  const dash = text.lastIndexOf("-", first - 1);
  const gap = text.slice(dash + 1, first);
  return /^( +|\r?\n +)$/.test(gap) ? gap : " ";
}
