import { isDeepStrictEqual } from "node:util";

/** Where a value stands in a document of keys and values. */
export type KeyPath = readonly string[];

/** One key gets another value; undefined: the key goes. */
export interface Change {
  readonly path: KeyPath;
  readonly value: unknown;
}

/** Both sides gave one key a value of their own. */
export interface KeyConflict {
  readonly path: KeyPath;
  readonly base: unknown;
  readonly theirs: unknown;
}

export interface Changes {
  /** What ours has to take over. */
  readonly changes: readonly Change[];
  readonly conflicts: readonly KeyConflict[];
}

const NOTHING: Changes = { changes: [], conflicts: [] };

/** What the other side changed, as changes of ours. What we alone changed stays, and so does a key that we have removed. */
export function changesOf(base: unknown, ours: unknown, theirs: unknown, path: KeyPath = []): Changes {
  if (isDeepStrictEqual(theirs, base) || isDeepStrictEqual(ours, theirs)) return NOTHING;
  // Key by key also where ours is as it was made: what is written anew loses how it is laid out.
  if (isTable(ours) && isTable(theirs) && (base === undefined || isTable(base))) {
    return ofTables(base ?? {}, ours, theirs, path);
  }
  if (isDeepStrictEqual(ours, base)) return { changes: [{ path, value: theirs }], conflicts: [] };
  if (ours === undefined) return NOTHING;
  const list = isList(ours) && isList(theirs) && isList(base) ? mergedList(base, ours, theirs) : undefined;
  if (list !== undefined) return { changes: [{ path, value: list }], conflicts: [] };
  // Theirs has no such key any more, and nobody else misses it.
  if (theirs === undefined) return NOTHING;
  return { changes: [], conflicts: [{ path, base, theirs }] };
}

type Table = Readonly<Record<string, unknown>>;

function ofTables(base: Table, ours: Table, theirs: Table, path: KeyPath): Changes {
  const keys = new Set([...Object.keys(theirs), ...Object.keys(base)]);
  const parts = [...keys].map((key) => changesOf(base[key], ours[key], theirs[key], [...path, key]));
  return {
    changes: parts.flatMap(({ changes }) => changes),
    conflicts: parts.flatMap(({ conflicts }) => conflicts),
  };
}

/** Lists of names, such as files and rules, are sets to those who write them. What is new stands behind its neighbour. */
function mergedList(base: readonly string[], ours: readonly string[], theirs: readonly string[]): readonly string[] {
  const merged = ours.filter((item) => theirs.includes(item) || !base.includes(item));
  for (const [index, item] of theirs.entries()) {
    if (base.includes(item) || ours.includes(item)) continue;
    const neighbour = theirs.slice(0, index).findLast((before) => merged.includes(before));
    merged.splice(neighbour === undefined ? 0 : merged.indexOf(neighbour) + 1, 0, item);
  }
  return merged;
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
