/** What is said of several measurements of one thing. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** NaN throughout when there are none. */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) return { min: Number.NaN, median: Number.NaN, max: Number.NaN };
  return { min: Math.min(...values), median: medianOf(values), max: Math.max(...values) };
}

/** The middle one, or the mean of the two in the middle. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? Number.NaN;
  const lower = sorted[Math.ceil(half) - 1] ?? upper;
  return (lower + upper) / 2;
}

/** By how much the end of a series lies above its middle: the last third's median over the second third's. */
export function growthOf(series: readonly number[]): number {
  const third = Math.floor(series.length / 3);
  if (third === 0) return Number.NaN;
  return medianOf(series.slice(-third)) / medianOf(series.slice(third, 2 * third));
}
