import type { OutgoingStream } from "../go-plugin/service.js";
import { sleep } from "../sleep.js";

/** A PING answered within this share of the gap, and never less than the floor, shows a daemon that is awake. */
const QUICK_SHARE = 1 / 4;
const QUICK_FLOOR_MS = 2;
/**
 * A daemon that answers each PING slowly is slow, not paused: then the gap alone has to do, or a busy gateway would never see
 * a frame. A paused one does not answer at all, and that wait is not bounded.
 */
const MOST_TRIES = 20;

/**
 * Waits after a frame until the next one, or the end of the stream, can go without harm to the daemon. Two frames that
 * reach it together crash or hang it (Q4, Q5); a fixed gap does not help when it pauses in between. So: a PING, answered
 * once it has read the frame, then the gap, then a PING that must be answered quickly (laniakea-daemon.md 2.7).
 *
 * Returns early when `signal` aborts, true when the wait was completed.
 */
export async function pace(stream: OutgoingStream, intervalMs: number, signal: AbortSignal): Promise<boolean> {
  if (intervalMs <= 0) return true;
  const quick = Math.max(QUICK_FLOOR_MS, intervalMs * QUICK_SHARE);
  try {
    await orAborted(stream.ping(), signal);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      await sleep(intervalMs, signal);
      const roundTrip = await orAborted(stream.ping(), signal);
      if (roundTrip === undefined || roundTrip < quick) break;
    }
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

/** The promise's outcome, unless `signal` aborts first. @throws the signal's reason. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
    // Also after an abort: a rejection that comes too late is nobody's and must not end the process.
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
