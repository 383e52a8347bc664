import { FRAME_GAP_MS, UNSAFE_GAP_MS } from "../../../../../daemon/timing.js";
import { CheckFailed } from "./checklist.js";

/** ms between two looks at whether this process runs. */
const TICK_MS = 5;
/** ms without a look after which this process did not run, or was busy: what arrives then has waited for it. */
const PAUSE_MS = 2 * TICK_MS;

/**
 * Whether a plugin leaves the daemon time between two frames. What counts is the gap that the sender has left: a frame that comes
 * while this process is held up, on a busy machine or by its own work, arrives late, and seems close to the next one. The gap
 * behind such a frame tells nothing of the sender. One behind a frame that was read at once is never shorter than the sender's.
 */
export class PaceWatch {
  readonly #timer: NodeJS.Timeout;
  #lastLook = performance.now();
  #pauseEnded = -Infinity;
  /** When the last frame came; undefined when it was late, and before the first. */
  #former: number | undefined;
  #frames = 0;
  #gapsSeen = 0;

  constructor() {
    this.#timer = setInterval(() => this.#look(performance.now()), TICK_MS).unref();
  }

  /** Whether there were gaps, and all of them behind frames that came late. */
  get hasSeenNone(): boolean {
    return this.#frames > 1 && this.#gapsSeen === 0;
  }

  /** To be called as soon as a frame is there. @throws {CheckFailed} when the daemon could not take it. */
  arrived(): void {
    const now = performance.now();
    this.#look(now);
    const former = this.#former;
    this.#former = now - this.#pauseEnded < PAUSE_MS ? undefined : now;
    this.#frames++;
    if (former === undefined) return;
    this.#gapsSeen++;
    if (now - former >= UNSAFE_GAP_MS) return;
    const cause = `frames that come together crash or hang the daemon: leave ${FRAME_GAP_MS} ms between them, as the SDK does`;
    throw new CheckFailed(`two readings ${(now - former).toFixed(1)} ms apart`, cause);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(now: number): void {
    if (now - this.#lastLook > PAUSE_MS) this.#pauseEnded = now;
    this.#lastLook = now;
  }
}
