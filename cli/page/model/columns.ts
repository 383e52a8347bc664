import type { Series } from "./series.js";

/** What a plot draws: a time for each place, and for each curve a value, `undefined` for none, null for a gap. */
export interface Columns {
  readonly times: Float64Array;
  readonly curves: readonly (number | null | undefined)[][];
  /** Samples or spans that were gone through. */
  readonly points: number;
}

/**
 * Thins curves to two values a column of pixels, the least and the greatest, in the order in which they came: peaks stay.
 * Columns stand at multiples of their width, so that a curve does not flicker while it moves.
 * @param from and `to`: the window; ms since 1970.
 * @param pixels across it.
 */
export function columnsOf(series: readonly Series[], from: number, to: number, pixels: number): Columns {
  const width = (to - from) / Math.max(1, pixels);
  const first = Math.floor(from / width) - 1;
  const count = Math.ceil(to / width) - first + 2;
  const times = Float64Array.from({ length: 2 * count }, (_, place) => (first + place / 2 + 0.25) * width);
  let points = 0;
  const curves = series.map((one) => {
    const curve = new Curve(count);
    const add = (time: number, low: number, high: number) =>
      curve.add(Math.min(count - 1, Math.floor(time / width) - first), low, high);
    // The last one before; a line that comes from outside of the window, or leaves it, is cut at its edge.
    let [lastTime, lastValue] = [Number.NaN, Number.NaN];
    const cutAt = (edge: number, time: number, value: number) => {
      const cut = lastValue + ((value - lastValue) * (edge - lastTime)) / (time - lastTime);
      if (!Number.isNaN(cut)) add(edge, cut, cut);
    };
    one.visit(from, to, (time, low, high) => {
      points++;
      if (time >= from && lastTime < from) cutAt(from, time, low);
      if (time > to) cutAt(to, time, low);
      else if (time >= from) add(time, low, high);
      [lastTime, lastValue] = [time, high];
    });
    return curve.values;
  });
  return { times, curves, points };
}

/** Two places a column: the first extreme and the second. */
class Curve {
  readonly values: (number | null | undefined)[];
  /** The last place that has a value, and whether a gap has come since. */
  #last = -1;
  #isBroken = false;

  constructor(columns: number) {
    this.values = new Array<number | null | undefined>(2 * columns).fill(undefined);
  }

  add(column: number, low: number, high: number): void {
    if (Number.isNaN(low)) {
      this.#isBroken = true;
      return;
    }
    const place = 2 * column;
    // uPlot draws a line over what is undefined, and none over what is null.
    if (this.#isBroken && this.#last >= 0) this.values.fill(null, this.#last + 1, Math.max(this.#last + 1, place));
    this.#isBroken = false;
    this.#widen(place, low);
    if (high !== low) this.#widen(place, high);
    this.#last = this.values[place + 1] === undefined ? place : place + 1;
  }

  #widen(place: number, value: number): void {
    const { values } = this;
    const [first, second] = [values[place], values[place + 1]];
    if (first === undefined || first === null) {
      values[place] = value;
    } else if (second === undefined || second === null) {
      if (value !== first) values[place + 1] = value;
    } else if (value < Math.min(first, second)) {
      // The new extreme is the later one; of the two before, the one that is farther from it stays.
      values[place] = Math.max(first, second);
      values[place + 1] = value;
    } else if (value > Math.max(first, second)) {
      values[place] = Math.min(first, second);
      values[place + 1] = value;
    }
  }
}

/** The place nearest to `place` that has a value; undefined when the curve has none. */
export function nearestValue(curve: readonly (number | null | undefined)[], place: number): number | undefined {
  for (let away = 0; away < curve.length; away++) {
    if (typeof curve[place - away] === "number") return place - away;
    if (typeof curve[place + away] === "number") return place + away;
  }
  return undefined;
}
