import { DEFAULT_TIMEOUT_MS } from "../../../../daemon/timing.js";
import { isMistake, isOfSystem } from "../api/hardware/mistake.js";
import { within } from "../go-plugin/bounded-wait.js";
import { type ErrorCode, PluginError } from "../go-plugin/rpc/plugin-error.js";

/** How long opening hardware may hold the first frame back, in ms: the daemon's default timeout, less what the rest takes. */
const OPEN_BOUND_MS = DEFAULT_TIMEOUT_MS - 5_000;

/** The author's code opens hardware. The empty first frame is held back meanwhile, so that an error is still the answer to the call. */
export class Opening {
  /** Settles when what is being opened now is open, or has failed. */
  #current: Promise<void> | undefined;
  /** What the last opening threw. */
  #thrown: unknown;

  async run<Device>(how: () => Promise<Device> | Device): Promise<Device> {
    const device = Promise.resolve().then(how);
    const over = device.then(
      () => {},
      () => {},
    );
    this.#current = over;
    try {
      return await device;
    } catch (error) {
      this.#thrown = error;
      throw error;
    } finally {
      if (this.#current === over) this.#current = undefined;
    }
  }

  /**
   * What a call fails with for an error, and the fields of the log's record of it. Of hardware that is not there the reason says all: nobody
   * needs a stack to look for a cable.
   */
  failureOf(error: unknown): { readonly failure: PluginError; readonly fields: Record<string, unknown> } {
    const failure = PluginError.from(error, this.#codeOf(error));
    const isOfTheWorld = failure === error || failure.code === "UNAVAILABLE" || isOfSystem(error);
    return { failure, fields: isOfTheWorld ? { code: failure.code } : { error } };
  }

  /** The status of an error that has none of its own: by UNAVAILABLE a check tells hardware that is not there from a broken plugin. */
  #codeOf(error: unknown): ErrorCode {
    return error !== undefined && error === this.#thrown && !isMistake(error) ? "UNAVAILABLE" : "UNKNOWN";
  }

  /** Resolves when the first value is there, or `primeAfterMs` after the last opening. @throws what `first` rejects with. */
  async waitForFirst(first: Promise<unknown>, primeAfterMs: number): Promise<void> {
    const isHere = () =>
      within(
        primeAfterMs,
        first.then(() => true),
        () => false,
      );
    const mostOfTheTimeout = Date.now() + OPEN_BOUND_MS;
    while (!(await isHere())) {
      const left = mostOfTheTimeout - Date.now();
      if (this.#current === undefined || left <= 0) return;
      await within(left, Promise.race([this.#current, first.catch(() => {})]), () => {});
    }
  }
}
