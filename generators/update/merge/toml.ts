import { parse, patch, stringify } from "@decimalturn/toml-patch";
import type { KeyPath } from "./changes.js";
import type { KeyedFormat } from "./keyed.js";

type Table = Record<string, unknown>;

export const toml: KeyedFormat = {
  parse: (text) => plain(parse(text)),
  change(text, { path, value }) {
    const document = parse(text) as Table;
    if (isTable(value) && at(document, path) === undefined) return appended(text, path, value);
    set(document, path, value);
    return patch(text, document);
  },
};

function set(table: Table, [key = "", ...rest]: KeyPath, value: unknown): void {
  if (rest.length > 0) set((table[key] ??= {}) as Table, rest, value);
  else if (value === undefined) delete table[key];
  else table[key] = value;
}

/** With tables of its own at the end, as people write them: the library would put them into braces. */
function appended(text: string, path: KeyPath, table: Table): string {
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const before = text === "" || text.endsWith("\n") ? text : text + lineEnd;
  return before + sections(path, table).join("").replace(/\r?\n/g, lineEnd);
}

function sections(path: KeyPath, table: Table): readonly string[] {
  const entries = Object.entries(table);
  const inner = entries.filter((entry): entry is [string, Table] => isTable(entry[1]));
  const values = Object.fromEntries(entries.filter(([, value]) => !isTable(value)));
  const isNeeded = inner.length === 0 || inner.length < entries.length;
  const header = path.map((key) => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key))).join(".");
  const own = isNeeded ? [`\n[${header}]\n${stringify(values).trim()}\n`] : [];
  return [...own, ...inner.flatMap(([key, value]) => sections([...path, key], value))];
}

function at(table: Table, path: KeyPath): unknown {
  return path.reduce<unknown>((value, key) => (value as Table | undefined)?.[key], table);
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Tables as every other object is, so that two of them can be compared. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
