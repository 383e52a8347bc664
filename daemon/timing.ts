/**
 * The daemon's times, and those that follow from them. All in ms. The quirks behind them are described in QUIRKS.md.
 */
import { type PluginEntry, withDefaults } from "./entry.js";
import { FACTS } from "./facts.js";

/**
 * What a plugin leaves between two frames of a stream. Frames that come together crash the daemon or make it hang
 * (queue/queue.go:49-66): with this gap 6 of 6 recordings lived under a daemon that runs all the time, with a gap of 10 ms
 * 5 of 6, with 5 ms 2 of 6. It does not hold for a daemon that pauses, which gets the frames of its pause together.
 */
export const FRAME_GAP_MS = FACTS.time.frameGapMs;

/** Where a check of a plugin draws the line: with a gap of 5 ms 4 of 6 recordings crashed the daemon, with less all did. */
export const UNSAFE_GAP_MS = 10;

/**
 * How long a stream may stay without its empty first frame, so that an error that comes before can still be reported. The
 * daemon refuses all other calls for as long as it waits for that frame (plugins/instance.go:159-247).
 */
export const PRIME_AFTER_MS = FACTS.time.primeAfterMs;

/** What the daemon waits for a plugin's next frame or answer: its entry's timeout, of which 0 means the default. */
export function timeoutMsOf({ timeout }: Pick<PluginEntry, "timeout">): number {
  return withDefaults({ timeout }).timeout * 1_000;
}

/** The same for an entry that says nothing of it. */
export const DEFAULT_TIMEOUT_MS = timeoutMsOf({ timeout: 0 });

/** Silence after which a plugin's log explains the daemon's timeout: some time before it would restart the plugin. */
export const SILENCE_WARNING_MS = FACTS.time.silenceMs;

/**
 * How long an author's code that does not heed its stop can hold the end of its stream, and a StopRecord its answer. A language
 * whose code can block without a chance to hear of the stop has a longer bound (`blockingStopBoundMs` in facts.json).
 */
export const STOP_BOUND_MS = FACTS.time.stopBoundMs;
