import type { Logger } from "../go-plugin/logging/logger.js";
import { Frame } from "./frame.js";
import { log as ownLog } from "./log.js";
import { Timed } from "./timed.js";

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
  /**
   * Is warned when values are dropped: of the first, then at most once a minute, and of the total at the end. Default the log of the
   * process; the recording's own has the plugin's name.
   */
  readonly log?: Pick<Logger, "warn">;
}

/** What becomes of a value in a channel: what has a time of its own keeps it. */
export type Stamped<Value> = Value extends Frame | Timed<unknown> ? Value : Timed<Value>;

/** What the reader of a channel with the overflow `error` gets when more values came than there was room for. */
export class ChannelOverflowError extends Error {
  override readonly name = "ChannelOverflowError";
}

/**
 * A bridge from callbacks, such as those of MQTT or a serial port, to a generator. One reader, which gets each value with the time at
 * which it was pushed: `yield*` sends it with that time.
 */
export interface Channel<T> extends AsyncIterable<Stamped<T>> {
  /** Takes a value, and stamps it unless it has a time of its own, as frames have and what `timed` makes. False when it was not taken: the channel is closed, or full and of kind `drop-newest` or `error`. */
  push(value: T): boolean;
  /** No more values: the reader gets those that wait, then the error if there is one, then the end. */
  close(error?: unknown): void;
  /** How many values were dropped because the reader was slower. */
  readonly dropped: number;
}

const DEFAULT_CAPACITY = 64;
/** ms between two warnings of what is dropped. */
const BETWEEN_WARNINGS_MS = 60_000;

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
  readonly #waiting: Stamped<T>[] = [];
  readonly #capacity: number;
  readonly #overflow: Overflow;
  #end: { readonly error?: unknown } | undefined;
  #wakeReader: () => void = () => {};
  #pushed = 0;
  #dropped = 0;
  #warnedAt = -Infinity;
  readonly #log: Pick<Logger, "warn">;

  constructor({ capacity = DEFAULT_CAPACITY, overflow = "drop-oldest", signal, log = ownLog }: ChannelOptions) {
    if (!Number.isInteger(capacity) || capacity < 1)
      throw new RangeError(`a channel's capacity is 1 or more, got ${capacity}`);
    this.#capacity = capacity;
    this.#overflow = overflow;
    this.#log = log;
    if (signal?.aborted) this.close();
    else signal?.addEventListener("abort", () => this.close(), { once: true });
  }

  get dropped(): number {
    return this.#dropped;
  }

  push(value: T): boolean {
    if (this.#end !== undefined) return false;
    this.#pushed++;
    if (this.#waiting.length >= this.#capacity && !this.#makeRoom()) return false;
    const isStamped = value instanceof Frame || value instanceof Timed;
    this.#waiting.push((isStamped ? value : new Timed(value, Date.now())) as Stamped<T>);
    this.#wakeReader();
    return true;
  }

  #makeRoom(): boolean {
    if (this.#overflow === "error") {
      this.close(new ChannelOverflowError(`more than ${this.#capacity} values were waiting for the reader`));
      return false;
    }
    this.#dropped++;
    this.#warnOfDropped();
    if (this.#overflow === "drop-newest") return false;
    this.#waiting.shift();
    return true;
  }

  #warnOfDropped(): void {
    const now = performance.now();
    if (now - this.#warnedAt < BETWEEN_WARNINGS_MS) return;
    this.#warnedAt = now;
    const which = this.#overflow === "drop-oldest" ? "oldest" : "newest";
    this.#log.warn(
      `values come faster than they can be sent: ${this.#dropped} of ${this.#pushed} are dropped, ` +
        `the ${which}, as a channel holds ${this.#capacity}`,
    );
  }

  close(error?: unknown): void {
    if (this.#end === undefined && this.#dropped > 0)
      this.#log.warn(`${this.#dropped} of ${this.#pushed} values were dropped in all`);
    this.#end ??= error === undefined ? {} : { error };
    this.#wakeReader();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Stamped<T>, void, undefined> {
    try {
      for (;;) {
        while (this.#waiting.length > 0) yield this.#waiting.shift() as Stamped<T>;
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
