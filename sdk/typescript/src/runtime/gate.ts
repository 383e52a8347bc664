import { within } from "../go-plugin/bounded-wait.js";
import type { OutgoingStream } from "../go-plugin/rpc/service.js";
import { pace } from "./pacing.js";

/**
 * ms after which the gate is given up for what does not leave: the daemon does not read that stream any more (QUIRKS.md, "A
 * forgotten stream stays open"), and the other streams go on.
 */
const STUCK_MS = 1_000;

/**
 * What enters the daemon's queue passes here alone and in order: each frame, and the end of each stream, of all the streams of a
 * plugin, because they share that queue (QUIRKS.md, "All streams of a plugin share a queue"). The empty first frames do not pass
 * here: the daemon's client drops them, and a command that waits for its own is refused when it comes late.
 */
export class Gate {
  #free: Promise<void> = Promise.resolve();

  /** @param intervalMs least time between two that pass, in ms; 0 opens the gate for good. */
  constructor(readonly intervalMs: number) {}

  /**
   * Waits for its turn, and calls `enter`, which sends something on `stream` and resolves when it has left. Resolves when that has
   * left and something else may follow it.
   * @throws what `enter` throws, and the stream's abort reason when it aborts before the turn comes.
   */
  async pass(stream: OutgoingStream, enter: () => Promise<void>): Promise<void> {
    if (this.intervalMs <= 0) return await enter();
    const turn = this.#free;
    let leave = () => {};
    this.#free = new Promise((resolve) => {
      leave = resolve;
    });
    await turn;
    try {
      stream.signal.throwIfAborted();
      const entered = enter();
      await within(
        STUCK_MS,
        entered.catch(() => {}),
        () => {},
      );
      await pace(stream, this.intervalMs);
      leave();
      await entered;
    } finally {
      leave();
    }
  }
}
