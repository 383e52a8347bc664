import { Frame } from "../frame.js";
import { Timed } from "../timed.js";
import { Ahead } from "./ahead.js";

/** When a batch goes out: at either bound, whichever comes first. */
export interface BatchOptions {
  /** The most samples of a batch; default 1000. */
  readonly count?: number;
  /** The longest time in ms that a sample waits for others; default 100. */
  readonly withinMs?: number;
  /** ms between two samples of a clock that samples at a fixed rate; default none: each sample then has its own time. */
  readonly intervalMs?: number;
}

/** What a batch of samples at a fixed rate is sent as. */
export interface SampleBlock<Value = unknown> {
  /** The time of the first one, in ms since 1970-01-01 UTC. */
  readonly start: number;
  readonly intervalMs: number;
  readonly values: readonly Value[];
}

/** What a batch of samples with their own times is sent as; a sample that is no object is in `value`. */
export interface TimedReadings<Value = unknown> {
  readonly readings: readonly ({ readonly time: number } & (Value extends object
    ? Value
    : { readonly value: Value }))[];
}

type Untimed<Sample> = Sample extends Timed<infer Value> ? Value : Sample;

const DEFAULT_COUNT = 1_000;
const DEFAULT_WITHIN_MS = 100;

/**
 * Many samples in one frame, for what samples faster than the 40 frames a second that the daemon takes: `yield* batch(samples, ...)`.
 * Samples are taken while a frame waits to be sent, at most two batches ahead, and are stamped then; what comes out of a channel, or is
 * `timed`, keeps its own time. With `intervalMs` a batch is a {@link SampleBlock}, otherwise {@link TimedReadings}; its timestamp is the
 * time of its last sample. What `samples` throws is thrown after what was sampled before.
 *
 * @throws {RangeError} when the count is no whole number of at least 1, or a time is not above 0.
 * @throws {TypeError} when a sample is a frame.
 */
export function batch<Sample>(
  samples: AsyncIterable<Sample>,
  options: BatchOptions & { readonly intervalMs: number },
): AsyncGenerator<Timed<SampleBlock<Untimed<Sample>>>, void, undefined>;
export function batch<Sample>(
  samples: AsyncIterable<Sample>,
  options?: BatchOptions,
): AsyncGenerator<Timed<TimedReadings<Untimed<Sample>>>, void, undefined>;
export function batch(
  samples: AsyncIterable<unknown>,
  { count = DEFAULT_COUNT, withinMs = DEFAULT_WITHIN_MS, intervalMs }: BatchOptions = {},
): AsyncGenerator<Timed<SampleBlock | TimedReadings>, void, undefined> {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`a batch's count is 1 or more, got ${count}`);
  if (!(withinMs > 0)) throw new RangeError(`a batch's withinMs is above 0, got ${withinMs}`);
  if (intervalMs !== undefined && !(intervalMs > 0))
    throw new RangeError(`a batch's intervalMs is above 0, got ${intervalMs}`);
  return batches(samples, { count, withinMs, intervalMs });
}

interface Bounds {
  readonly count: number;
  readonly withinMs: number;
  readonly intervalMs: number | undefined;
}

async function* batches(samples: AsyncIterable<unknown>, { count, withinMs, intervalMs }: Bounds) {
  const ahead = new Ahead(samples, stamped, 2 * count);
  try {
    for (;;) {
      const taken = await ahead.take(count, withinMs);
      const last = taken.at(-1);
      if (last === undefined) return;
      const payload = intervalMs === undefined ? readingsOf(taken) : blockOf(taken, last.timestamp, intervalMs);
      yield new Timed(payload, last.timestamp);
    }
  } finally {
    await ahead.end();
  }
}

function stamped(sample: unknown): Timed<unknown> {
  if (sample instanceof Frame) throw new TypeError("a batch is made of readings, and got a frame");
  return sample instanceof Timed ? sample : new Timed(sample, Date.now());
}

function blockOf(samples: readonly Timed<unknown>[], end: number, intervalMs: number): SampleBlock {
  // A thousandth of a millisecond, so that the sum of binary fractions does not show.
  const start = Math.round((end - (samples.length - 1) * intervalMs) * 1e3) / 1e3;
  return { start, intervalMs, values: samples.map(({ value }) => value) };
}

function readingsOf(samples: readonly Timed<unknown>[]): TimedReadings {
  return {
    readings: samples.map(({ value, timestamp: time }) =>
      typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
        ? { time, ...value }
        : { time, value },
    ) as TimedReadings["readings"],
  };
}
