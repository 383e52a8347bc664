/** Takes from a source while its reader is busy with what it has got, up to a bound: then the source has to wait. One reader. */
export class Ahead<Item> {
  readonly #source: AsyncIterator<unknown>;
  readonly #waiting: { readonly item: Item; readonly cameAt: number }[] = [];
  #failure: { readonly error: unknown } | undefined;
  #isDone = false;
  #isUnwanted = false;
  /** What the reader waits for. */
  #wanted = 1;
  #wakeReader = () => {};
  #wakeSource = () => {};

  /** @param make makes an item of what the source gives. */
  constructor(
    source: AsyncIterable<unknown>,
    readonly make: (value: unknown) => Item,
    readonly most: number,
  ) {
    this.#source = source[Symbol.asyncIterator]();
    void this.#run();
  }

  /**
   * Resolves with at most `count` items: as soon as there are so many, when the first of them is `withinMs` old, or at the end. None: it
   * has ended. @throws what the source threw, after the items before it.
   */
  async take(count: number, withinMs: number): Promise<Item[]> {
    await this.#until(1, Infinity);
    const [first] = this.#waiting;
    if (first !== undefined) await this.#until(count, first.cameAt + withinMs - performance.now());
    const taken = this.#waiting.splice(0, count).map(({ item }) => item);
    this.#wakeSource();
    if (taken.length === 0 && this.#failure !== undefined) throw this.#failure.error;
    return taken;
  }

  /** The reader leaves: the source ends, too. */
  async end(): Promise<void> {
    this.#isUnwanted = true;
    this.#wakeSource();
    await this.#source.return?.();
  }

  async #until(wanted: number, ms: number): Promise<void> {
    if (this.#isDone || this.#waiting.length >= wanted || ms <= 0) return;
    this.#wanted = wanted;
    await new Promise<void>((resolve) => {
      const timer = ms === Infinity ? undefined : setTimeout(resolve, ms);
      this.#wakeReader = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #run(): Promise<void> {
    try {
      while (!this.#isUnwanted) {
        const result = await this.#source.next();
        if (result.done) break;
        this.#waiting.push({ item: this.make(result.value), cameAt: performance.now() });
        if (this.#waiting.length >= this.#wanted) this.#wakeReader();
        if (this.#waiting.length >= this.most) await this.#room();
      }
    } catch (error) {
      this.#failure = { error };
    }
    this.#isDone = true;
    this.#wakeReader();
  }

  #room(): Promise<void> {
    if (this.#isUnwanted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wakeSource = resolve;
    });
  }
}
