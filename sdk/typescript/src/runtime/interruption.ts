/**
 * The end of waiting when a signal aborts. One listener serves all the waits of a session: one for each of thousands of
 * frames a second would cost more than the frames.
 */
export class Interruption {
  readonly #waiting = new Set<(reason: unknown) => void>();

  constructor(readonly signal: AbortSignal) {
    signal.addEventListener("abort", () => this.#interrupt(), { once: true });
  }

  /** The promise's outcome, unless the signal aborts first. @throws the signal's reason. */
  orAborted<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.signal.aborted) reject(this.signal.reason);
      else this.#waiting.add(reject);
      // Also after an abort: a rejection that comes too late is nobody's and must not end the process.
      promise.then(
        (value) => {
          this.#waiting.delete(reject);
          resolve(value);
        },
        (error: unknown) => {
          this.#waiting.delete(reject);
          reject(error);
        },
      );
    });
  }

  #interrupt(): void {
    for (const reject of this.#waiting) reject(this.signal.reason);
    this.#waiting.clear();
  }
}
