/** Hears of the values of a moment, or of the least and the greatest of a span; NaN is a gap. */
export type Visit = (time: number, low: number, high: number) => void;

/** What was at a time that never goes back: one value, or the least and the greatest. The oldest go when it is full. */
export class Ring {
  #rows: Float64Array;
  #start = 0;
  #length = 0;
  #dropped = false;

  constructor(
    /** Numbers in a row: 2 for a time and its value, 3 for a time, the least and the greatest. */
    readonly width: 2 | 3,
    /** Rows at most. */
    readonly most: number,
  ) {
    this.#rows = new Float64Array(width * Math.min(most, 1_024));
  }

  push(time: number, low: number, high: number): void {
    const capacity = this.#capacity();
    if (this.#length === capacity && capacity < this.most) this.#grow(capacity);
    if (this.#length === this.#capacity()) {
      this.#start = (this.#start + 1) % this.#capacity();
      this.#length--;
      this.#dropped = true;
    }
    this.#length++;
    this.#write(time, low, high);
  }

  /** Makes the latest span hold `value`. @returns false when it is not that of `time`, or a gap is in the way. */
  widen(time: number, value: number): boolean {
    if (this.#length === 0) return false;
    const offset = this.#offset(this.#length - 1);
    const [low, high] = [this.#rows[offset + 1] ?? Number.NaN, this.#rows[offset + 2] ?? Number.NaN];
    if (this.#rows[offset] !== time || Number.isNaN(low) || Number.isNaN(value)) return false;
    this.#write(time, Math.min(low, value), Math.max(high, value));
    return true;
  }

  first(): number | undefined {
    return this.#length === 0 ? undefined : this.#time(0);
  }

  /** Whether nothing from `time` on has gone. */
  reaches(time: number): boolean {
    return !this.#dropped || this.#time(0) <= time;
  }

  /** Each row from `from` to `to`, with the nearest one on either side: a line goes on over the edge. */
  between(from: number, to: number, visit: Visit): void {
    const [rows, width] = [this.#rows, this.width];
    for (let index = Math.max(0, this.#firstFrom(from) - 1); index < this.#length; index++) {
      const offset = this.#offset(index);
      const time = rows[offset] ?? 0;
      visit(time, rows[offset + 1] ?? 0, rows[offset + width - 1] ?? 0);
      if (time > to) return;
    }
  }

  get bytes(): number {
    return this.#rows.byteLength;
  }

  /** The index of the first row that is not before `time`. */
  #firstFrom(time: number): number {
    let [low, high] = [0, this.#length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#time(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #capacity(): number {
    return this.#rows.length / this.width;
  }

  #offset(index: number): number {
    return ((this.#start + index) % this.#capacity()) * this.width;
  }

  #time(index: number): number {
    return this.#rows[this.#offset(index)] ?? Number.NaN;
  }

  #write(time: number, low: number, high: number): void {
    const offset = this.#offset(this.#length - 1);
    this.#rows[offset] = time;
    this.#rows[offset + 1] = low;
    if (this.width === 3) this.#rows[offset + 2] = high;
  }

  /** It has never been full: its rows are in their order. */
  #grow(capacity: number): void {
    const rows = new Float64Array(this.width * Math.min(this.most, capacity * 2));
    rows.set(this.#rows);
    this.#rows = rows;
  }
}
