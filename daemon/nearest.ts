/** Below this share of common letter pairs two words have nothing to do with each other. */
const LIKENESS = 0.4;

/** Up to this length a word that is another in two letters is another word. */
const SHORT = 5;

/**
 * The candidate that somebody who wrote `word` most likely meant, or undefined when none is like it.
 * Case, `-` and `_` don't count: `max_timeouts` is `maxTimeouts`.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  return mistyped(word, candidates) ?? alike(word, candidates);
}

/** The candidate that `word` is but for one letter, or for two in a long one; neighbours in the wrong order count as one. */
export function mistyped(word: string, candidates: readonly string[]): string | undefined {
  const written = letters(word);
  const byDistance = candidates
    .map((candidate) => ({ candidate, meant: letters(candidate), most: candidate.length > SHORT ? 2 : 1 }))
    // Each letter more is one at least.
    .filter(({ meant, most }) => Math.abs(meant.length - written.length) <= most)
    .map(({ candidate, meant, most }) => ({ candidate, most, distance: distance(written, meant) }))
    .filter(({ distance, most }) => distance <= most)
    .sort((a, b) => a.distance - b.distance);
  return byDistance[0]?.candidate;
}

function alike(word: string, candidates: readonly string[]): string | undefined {
  let best: { candidate: string; likeness: number } | undefined;
  for (const candidate of candidates) {
    const likeness = commonPairs(letters(word), letters(candidate));
    if (likeness >= LIKENESS && likeness > (best?.likeness ?? 0)) best = { candidate, likeness };
  }
  return best?.candidate;
}

/** Letters that are missing, one too many, another, or in the wrong order: the optimal string alignment distance. */
function distance(a: string, b: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) row[j] = Math.min(row[j] ?? 0, (beforeLast[j - 2] ?? 0) + 1);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
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
