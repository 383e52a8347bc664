import type { ObservedFrame } from "./events.js";
import type { Numbers } from "./numbers.js";

/** ms between two samples of a first block that does not say it. */
const UNKNOWN_MS = 1;

/** When each sample of a block was taken: the frame's timestamp is the last one's. */
export class BlockClock {
  /** The end of the block before, by curve. */
  readonly #ends = new Map<string, number>();

  /**
   * Without an interval of its own, a block fills the time since the one before.
   * @returns ms since 1970, one a value.
   */
  timesOf(curve: string, { timestamp, at }: ObservedFrame, { values, intervalMs }: Numbers): readonly number[] {
    // A clock that is not set, or a plugin that counts in seconds, would put the curve where nobody looks.
    const end = Math.abs(timestamp - at) < A_DAY_MS ? timestamp : at;
    const before = this.#ends.get(curve);
    this.#ends.set(curve, end);
    if (values.length === 1) return [end];
    const since = before === undefined || end <= before ? UNKNOWN_MS : (end - before) / values.length;
    const step = intervalMs ?? since;
    return values.map((_, index) => end - (values.length - 1 - index) * step);
  }

  /** After a gap the time since the block before says nothing. */
  forget(): void {
    this.#ends.clear();
  }
}

const A_DAY_MS = 86_400_000;
