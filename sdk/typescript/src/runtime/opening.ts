import { DEFAULT_TIMEOUT_MS } from "../../../../daemon/timing.js";
import { within } from "../go-plugin/bounded-wait.js";

/** How long opening hardware may hold the first frame back, in ms: the daemon's default timeout, less what the rest takes. */
const OPEN_BOUND_MS = DEFAULT_TIMEOUT_MS - 5_000;

/** The author's code opens hardware. The empty first frame is held back meanwhile, so that an error is still the answer to the call. */
export class Opening {
  /** Settles when what is being opened now is open, or has failed. */
  #current: Promise<void> | undefined;

  async run<Device>(how: () => Promise<Device> | Device): Promise<Device> {
    const device = Promise.resolve().then(how);
    const over = device.then(
      () => {},
      () => {},
    );
    this.#current = over;
    try {
      return await device;
    } finally {
      if (this.#current === over) this.#current = undefined;
    }
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
