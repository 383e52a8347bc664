import { FACTS } from "../../../../daemon/facts.js";
import type { Logger } from "../go-plugin/logging/logger.js";
import { worded } from "../go-plugin/rpc/facts.js";

/** Frames after which it is looked at: what comes in a shorter burst is soon caught up with. */
const FRAMES = 100;
/** The share of the time that is spent in waiting for the source, below which the source waits instead. */
const WAITING_SHARE = 0.05;

/** The word for an author whose readings come faster than the daemon takes frames. Of one recording or command; told once. */
export class RateWatch {
  #frames = 0;
  #waitedMs = 0;
  #since = performance.now();
  #hasTold = false;

  private constructor(
    readonly intervalMs: number,
    readonly log: Pick<Logger, "warn">,
  ) {}

  /**
   * @param intervalMs least time between two frames of the plugin.
   * @returns undefined for 0: nobody is kept waiting, and there may be half a million frames a second.
   */
  static of(intervalMs: number, log: Pick<Logger, "warn">): RateWatch | undefined {
    return intervalMs > 0 ? new RateWatch(intervalMs, log) : undefined;
  }

  /** Waits for a value of the source, and passes on what it gives. */
  async waitFor<Value>(next: Promise<Value>): Promise<Value> {
    if (this.#hasTold) return await next;
    const before = performance.now();
    const value = await next;
    this.#count(performance.now(), before);
    return value;
  }

  #count(now: number, before: number): void {
    this.#frames++;
    this.#waitedMs += now - before;
    if (this.#frames < FRAMES) return;
    if (this.#waitedMs < WAITING_SHARE * (now - this.#since)) this.#tell();
    this.#frames = 0;
    this.#waitedMs = 0;
    this.#since = now;
  }

  #tell(): void {
    this.#hasTold = true;
    const values = { call: "yield", rate: 1000 / this.intervalMs, batch: "batch" };
    this.log.warn(worded(FACTS.message.readingsWait, values));
  }
}
