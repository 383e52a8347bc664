/** What happens to a value that finds the channel full. */
export type Overflow = "drop-oldest" | "drop-newest" | "error";

/** How much a channel holds, and what happens beyond that. */
export interface ChannelOptions {
  /** How many values wait at most for the reader; default 64. */
  readonly capacity?: number;
  /**
   * Default `drop-oldest`: a reading that is newer is worth more. `drop-newest` keeps what waits. `error` ends the channel:
   * its reader gets a ChannelOverflowError once it has read what waits.
   */
  readonly overflow?: Overflow;
  /**
   * Closes the channel when it aborts. Give it the recording's own: without it a recording that is stopped waits for the next
   * value, and StopRecord for up to 1 s. Default: none.
   */
  readonly signal?: AbortSignal;
}

/** What the reader of a channel with the overflow `error` gets when more values came than there was room for. */
export class ChannelOverflowError extends Error {
  override readonly name = "ChannelOverflowError";
}

/** A bridge from callbacks, such as those of MQTT or a serial port, to a generator. One reader. */
export interface Channel<T> extends AsyncIterable<T> {
  /** Takes a value. False when it was not taken: the channel is closed, or full and of kind `drop-newest` or `error`. */
  push(value: T): boolean;
  /** No more values: the reader gets those that wait, then the error if there is one, then the end. */
  close(error?: unknown): void;
  /** How many values were dropped because the reader was slower. */
  readonly dropped: number;
}

const DEFAULT_CAPACITY = 64;

/**
 * A bounded channel: memory stays flat however fast the callbacks are. Its reader gets what `close` was given, and with the
 * overflow `error` a ChannelOverflowError.
 *
 * @throws {RangeError} when the capacity is not a whole number of at least 1.
 */
export function channel<T>(options: ChannelOptions = {}): Channel<T> {
  return new BoundedChannel<T>(options);
}

class BoundedChannel<T> implements Channel<T> {
  readonly #waiting: T[] = [];
  readonly #capacity: number;
  readonly #overflow: Overflow;
  #end: { readonly error?: unknown } | undefined;
  #wakeReader: () => void = () => {};
  #dropped = 0;

  constructor({ capacity = DEFAULT_CAPACITY, overflow = "drop-oldest", signal }: ChannelOptions) {
    if (!Number.isInteger(capacity) || capacity < 1)
      throw new RangeError(`a channel's capacity is 1 or more, got ${capacity}`);
    this.#capacity = capacity;
    this.#overflow = overflow;
    if (signal?.aborted) this.close();
    else signal?.addEventListener("abort", () => this.close(), { once: true });
  }

  get dropped(): number {
    return this.#dropped;
  }

  push(value: T): boolean {
    if (this.#end !== undefined) return false;
    if (this.#waiting.length >= this.#capacity && !this.#makeRoom()) return false;
    this.#waiting.push(value);
    this.#wakeReader();
    return true;
  }

  #makeRoom(): boolean {
    if (this.#overflow === "error") {
      this.close(new ChannelOverflowError(`more than ${this.#capacity} values were waiting for the reader`));
      return false;
    }
    this.#dropped++;
    if (this.#overflow === "drop-newest") return false;
    this.#waiting.shift();
    return true;
  }

  close(error?: unknown): void {
    this.#end ??= error === undefined ? {} : { error };
    this.#wakeReader();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        while (this.#waiting.length > 0) yield this.#waiting.shift() as T;
        if (this.#end !== undefined) break;
        await new Promise<void>((resolve) => {
          this.#wakeReader = resolve;
        });
      }
      if (this.#end.error !== undefined) throw this.#end.error;
    } finally {
      this.close();
    }
  }
}
