/** A reading with the time at which it was taken. What a plugin yields of it is the value, in a frame with that timestamp. */
export class Timed<Value> {
  /** @param timestamp milliseconds since 1970-01-01 UTC. */
  constructor(
    readonly value: Value,
    readonly timestamp: number,
  ) {}
}

/**
 * A reading with a time of its own, such as that of the instrument's clock: `yield timed({ volts: 1.5 }, measuredAt)`.
 * @param time a date, or milliseconds since 1970-01-01 UTC; default now.
 * @throws {TypeError} when the time is none.
 */
export function timed<Value>(value: Value, time: Date | number = Date.now()): Timed<Value> {
  const timestamp = Number(time);
  if (!Number.isFinite(timestamp))
    throw new TypeError(`a time is a date or milliseconds since 1970, got ${String(time)}`);
  return new Timed(value, timestamp);
}
