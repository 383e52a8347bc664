import { isDeepStrictEqual } from "node:util";
import { goMod } from "./go-mod.js";
import { json } from "./json.js";
import { type KeyedFormat, mergeKeyed } from "./keyed.js";
import { type Labels, type MergedText, mergeLines } from "./lines.js";
import { isLoose, looseLine, looseText } from "./loose.js";
import { toml } from "./toml.js";
import { yaml } from "./yaml.js";

const FORMATS: readonly (readonly [RegExp, KeyedFormat])[] = [
  [/\.(json|jsonc)$/, json],
  [/\.toml$/, toml],
  [/\.ya?ml$/, yaml],
  [/(^|\/)go\.mod$/, goMod],
];

/** Merges what both sides have changed: by keys where the file has keys, else by lines. */
export function mergeText(path: string, base: string, ours: string, theirs: string, labels: Labels): MergedText {
  const exact = mergeLines(base, ours, theirs, labels);
  const format = formatOf(path);
  const keyed = format === undefined ? undefined : tryKeyed(format, base, ours, theirs, labels);
  // A merge by lines has comments, too. It counts where it says the same.
  if (keyed !== undefined && format !== undefined) return saysTheSame(format, exact, keyed) ? exact : keyed;
  if (exact.conflicts === 0 || !isLoose(path)) return exact;
  const loose = mergeLines(base, ours, theirs, labels, looseLine);
  return loose.conflicts < exact.conflicts ? loose : exact;
}

/** Whether a text says what another says, word for word, and only looks different: somebody's formatter has been over it. */
export function isOnlyFormatted(path: string, base: string, ours: string): boolean {
  if (looseText(base) !== looseText(ours)) return false;
  if (isLoose(path)) return true;
  // Where indentation means something, it has to mean the same.
  const format = formatOf(path);
  try {
    return format !== undefined && isDeepStrictEqual(format.parse(base), format.parse(ours));
  } catch {
    return false;
  }
}

function formatOf(path: string): KeyedFormat | undefined {
  return FORMATS.find(([pattern]) => pattern.test(path))?.[1];
}

function tryKeyed(format: KeyedFormat, ...texts: [string, string, string, Labels]): MergedText | undefined {
  try {
    return mergeKeyed(format, ...texts);
  } catch {
    return undefined; // By lines everything can be merged.
  }
}

function saysTheSame(format: KeyedFormat, exact: MergedText, keyed: MergedText): boolean {
  if (exact.conflicts > 0 || keyed.conflicts > 0) return false;
  try {
    return isDeepStrictEqual(format.parse(exact.text), format.parse(keyed.text));
  } catch {
    return false;
  }
}
