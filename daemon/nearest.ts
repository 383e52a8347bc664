/** Below this share of common letter pairs two words have nothing to do with each other. */
const LIKENESS = 0.4;

/**
 * The candidate that somebody who wrote `word` most likely meant, or undefined when none is like it.
 * Case, `-` and `_` don't count: `max_timeouts` is `maxTimeouts`.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: { candidate: string; likeness: number } | undefined;
  for (const candidate of candidates) {
    const likeness = commonPairs(letters(word), letters(candidate));
    if (likeness >= LIKENESS && likeness > (best?.likeness ?? 0)) best = { candidate, likeness };
  }
  return best?.candidate;
}

function letters(word: string): string {
  return word
    .slice(0, 100)
    .toLowerCase()
    .replace(/[-_\s]/g, "");
}

/** Sørensen-Dice: twice the common pairs of neighbouring letters, by the pairs of both. */
function commonPairs(a: string, b: string): number {
  if (a === b) return 1;
  const pairsOfB = pairs(b);
  let common = 0;
  const pairsOfA = pairs(a);
  for (const pair of pairsOfA) {
    const at = pairsOfB.indexOf(pair);
    if (at === -1) continue;
    pairsOfB.splice(at, 1);
    common++;
  }
  return (2 * common) / Math.max(1, a.length + b.length - 2);
}

function pairs(word: string): string[] {
  return Array.from({ length: Math.max(0, word.length - 1) }, (_, i) => word.slice(i, i + 2));
}
