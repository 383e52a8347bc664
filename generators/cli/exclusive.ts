import { SWITCHES } from "../answers/switches.js";

/** Flags of which the last one would win without a word. */
export const EXCLUSIVE: readonly (readonly [string, string])[] = [
  ...SWITCHES.flatMap(({ flag, opposite }) => (opposite === undefined ? [] : [[flag, opposite] as const])),
  ["--quiet", "--verbose"],
];

/** @returns two of the flags that exclude each other; undefined when none do. */
export function exclusivePair(given: ReadonlySet<string>): readonly [string, string] | undefined {
  return EXCLUSIVE.find((flags) => flags.every((flag) => given.has(flag)));
}
