/** One line of a conformance report. */
export interface Check {
  readonly name: string;
  readonly status: "passed" | "failed" | "skipped";
  /** What was seen. */
  readonly observed: string;
  /** For a failure: why, and what to do, in the plugin author's words. */
  readonly cause?: string;
}

/** Thrown by a check that fails. */
export class CheckFailed extends Error {
  constructor(
    readonly observed: string,
    readonly reason: string,
  ) {
    super(`${observed}: ${reason}`);
  }
}

/** Runs checks one after the other and keeps what came out; after a failure that ends the plugin, the rest is skipped. */
export class Checklist {
  readonly checks: Check[] = [];
  #blockedBy: string | undefined;

  /** @param death what happened to the plugin, when it is gone: the cause of whatever fails then. */
  constructor(
    readonly onCheck: (check: Check) => void = () => {},
    readonly death: () => Promise<string | undefined> = async () => undefined,
  ) {}

  get ok(): boolean {
    return this.checks.every(({ status }) => status !== "failed");
  }

  /**
   * @param run returns what it observed, and throws when that is not as it must be.
   * @param blocking without it, nothing that follows can be tried.
   */
  async check(name: string, run: () => Promise<string>, { blocking = false } = {}): Promise<void> {
    if (this.#blockedBy !== undefined)
      return this.#add({ name, status: "skipped", observed: `"${this.#blockedBy}" failed` });
    try {
      this.#add({ name, status: "passed", observed: await run() });
    } catch (error) {
      if (blocking) this.#blockedBy = name;
      this.#add({ name, status: "failed", ...(await this.#explained(error)) });
    }
  }

  async #explained(error: unknown): Promise<Pick<Check, "observed" | "cause">> {
    if (error instanceof CheckFailed) return { observed: error.observed, cause: error.reason };
    const message = error instanceof Error ? error.message : String(error);
    return { observed: "failed", cause: (await this.death()) ?? message };
  }

  #add(check: Check): void {
    this.checks.push(check);
    this.onCheck(check);
  }
}
