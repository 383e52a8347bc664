import { isDeepStrictEqual } from "node:util";
import { type Change, changesOf } from "./changes.js";
import { type Labels, type MergedText, mergeLines } from "./lines.js";

/** A file format of keys and values that can be changed in place: order, comments and indentation stay. */
export interface KeyedFormat {
  /** @throws {Error} for what is not of the format, and for a key that stands there twice. */
  parse(text: string): unknown;
  /**
   * @param like the text that the value comes from: a new key goes behind its neighbour there.
   * @throws {Error} for a change that cannot be made in place.
   */
  change(text: string, change: Change, like: string): string;
}

/**
 * Merges three texts by their keys, so that neighbours never get into each other's way.
 * @throws {Error} where one of them is not of the format, or a change cannot be made in place.
 */
export function mergeKeyed(
  format: KeyedFormat,
  base: string,
  ours: string,
  theirs: string,
  labels: Labels,
): MergedText {
  const { changes, conflicts } = changesOf(format.parse(base), format.parse(ours), format.parse(theirs));
  const text = changed(format, ours, changes, theirs);
  if (conflicts.length === 0) return { text, conflicts: 0 };
  // Three texts that differ in these keys alone: their merge by lines has the marks where the keys stand.
  const before = changed(
    format,
    text,
    conflicts.map(({ path, base: value }) => ({ path, value })),
    base,
  );
  const after = changed(
    format,
    text,
    conflicts.map(({ path, theirs: value }) => ({ path, value })),
    theirs,
  );
  const merged = mergeLines(before, text, after, labels);
  if (merged.conflicts === 0) throw new Error("the places of a conflict are not found again");
  return merged;
}

/** @throws {Error} where the text does not have the value afterwards: then the library has not understood the file. */
function changed(format: KeyedFormat, text: string, changes: readonly Change[], like: string): string {
  let result = text;
  for (const change of changes) {
    result = format.change(result, change, like);
    if (!isDeepStrictEqual(valueAt(format.parse(result), change), change.value)) throw new Error("a key was not set");
  }
  return result;
}

function valueAt(root: unknown, { path }: Change): unknown {
  return path.reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], root);
}
