/** The newest of what has come, in bounded memory. */
export class BoundedList<Item> {
  /** Those before `#from` have gone. */
  #items: (Item | undefined)[] = [];
  #from = 0;
  #weight = 0;
  /** How many have gone. */
  dropped = 0;

  /**
   * @param most items.
   * @param mostWeight of all together; default: no limit.
   * @param weightOf an item; default 0.
   */
  constructor(
    readonly most: number,
    readonly mostWeight = Number.POSITIVE_INFINITY,
    readonly weightOf: (item: Item) => number = () => 0,
  ) {}

  push(item: Item): void {
    this.#items.push(item);
    this.#weight += this.weightOf(item);
    while (this.length > this.most || (this.#weight > this.mostWeight && this.length > 1)) this.#drop();
  }

  get length(): number {
    return this.#items.length - this.#from;
  }

  get weight(): number {
    return this.#weight;
  }

  /** The newest `count`, the oldest of them first; default: all. */
  newest(count = this.length): readonly Item[] {
    return this.#items.slice(Math.max(this.#from, this.#items.length - count)) as Item[];
  }

  /** What came after the first `total` items, as far as it is still there. */
  since(total: number): readonly Item[] {
    return this.#items.slice(this.#from + Math.max(0, total - this.dropped)) as Item[];
  }

  /** How many have come, those that have gone included. */
  get total(): number {
    return this.dropped + this.length;
  }

  #drop(): void {
    this.#weight -= this.weightOf(this.#items[this.#from] as Item);
    // Its memory is free at once; its place is later, and seldom, so that it costs nothing for each item.
    this.#items[this.#from++] = undefined;
    this.dropped++;
    if (this.#from < 1_024 || this.#from * 2 < this.#items.length) return;
    this.#items = this.#items.slice(this.#from);
    this.#from = 0;
  }
}
