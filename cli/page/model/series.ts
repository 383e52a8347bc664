import { Ring, type Visit } from "./ring.js";

/** Values of each sample that are kept: 13 s at 10 kHz. */
const MOST_SAMPLES = 131_072;
/** Older ones are kept as the least and the greatest value of each span: ms of a span, and how many. */
const TIERS = [
  { spanMs: 10, most: 36_000 }, // 6 minutes
  { spanMs: 100, most: 36_000 }, // 1 hour
  { spanMs: 2_000, most: 43_200 }, // 1 day
] as const;

/**
 * One curve, in bounded memory: every sample of late, and of what is older the least and the greatest value of each span, so that
 * peaks stay. Times never go back: a sample that is older than the one before it gets its time.
 */
export class Series {
  readonly #samples = new Ring(2, MOST_SAMPLES);
  readonly #tiers = TIERS.map((tier) => ({ ...tier, ring: new Ring(3, tier.most) }));
  /** The last time; ms since 1970. */
  last = Number.NEGATIVE_INFINITY;
  /** The last value that is not a gap. */
  value = Number.NaN;
  /** How many samples have come. */
  count = 0;

  constructor(readonly name: string) {}

  push(time: number, value: number): void {
    const at = Math.max(time, this.last);
    this.last = at;
    this.#samples.push(at, value, value);
    for (const { ring, spanMs } of this.#tiers) {
      const start = at - (at % spanMs);
      if (!ring.widen(start, value)) ring.push(start, value, value);
    }
    if (Number.isNaN(value)) return;
    this.value = value;
    this.count++;
  }

  /** No line is drawn over `time`. */
  gap(time: number): void {
    if (this.count > 0) this.push(time, Number.NaN);
  }

  /** Goes through what is kept from `from` to `to`, in order, each sample where they are all there; ms. */
  visit(from: number, to: number, visit: Visit): void {
    const rings = [this.#samples, ...this.#tiers.map(({ ring }) => ring)];
    (rings.find((ring) => ring.reaches(from)) ?? rings.at(-1))?.between(from, to, visit);
  }

  /** The time of the oldest that is kept; ms. */
  first(): number {
    return this.#tiers.at(-1)?.ring.first() ?? Number.POSITIVE_INFINITY;
  }

  /** Bytes that the samples take. */
  get bytes(): number {
    return this.#tiers.reduce((sum, { ring }) => sum + ring.bytes, this.#samples.bytes);
  }
}
