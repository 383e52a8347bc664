import { sleep } from "../sleep.js";

/**
 * A turn at once, and then one each `ms` milliseconds until `signal` aborts, for what is asked for its readings:
 * `for await (const _ of every(1000, signal)) yield await ask()`. The work of a turn does not put off the next one. Turns that are missed
 * while a longer one lasts are not made up for: the next one then comes at once.
 *
 * @throws {RangeError} when `ms` is not above 0.
 */
export function every(ms: number, signal: AbortSignal): AsyncIterable<void> {
  if (!(ms > 0)) throw new RangeError(`a time between two turns is above 0 ms, got ${ms}`);
  return turns(ms, signal);
}

async function* turns(ms: number, signal: AbortSignal): AsyncGenerator<void, void, undefined> {
  for (let due = performance.now(); !signal.aborted;) {
    yield;
    const now = performance.now();
    due = Math.max(due + ms, now);
    // Without a wait, too, others have their turn: an abort must be able to come.
    await sleep(due - now, signal);
  }
}
