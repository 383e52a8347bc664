import { parse, patch } from "@decimalturn/toml-patch";
import type { KeyPath } from "./changes.js";
import type { KeyedFormat } from "./keyed.js";

type Table = Record<string, unknown>;

export const toml: KeyedFormat = {
  parse: (text) => plain(parse(text)),
  change(text, { path, value }) {
    const document = parse(text) as Table;
    set(document, path, value);
    return patch(text, document);
  },
};

function set(table: Table, [key = "", ...rest]: KeyPath, value: unknown): void {
  if (rest.length > 0) set((table[key] ??= {}) as Table, rest, value);
  else if (value === undefined) delete table[key];
  else table[key] = value;
}

/** Tables as every other object is, so that two of them can be compared. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
