/** One line of a conformance report. */
export interface Check {
  readonly name: string;
  /** "warned": nothing that keeps the daemon from running the plugin, but its author should know. */
  readonly status: "passed" | "warned" | "failed" | "skipped";
  /** What was seen. */
  readonly observed: string;
  /** For a failure and a warning: why, and what to do, in the plugin author's words. */
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

/** What a check returns that has seen something to tell the author, and no failure. */
export class Warned {
  constructor(
    readonly observed: string,
    readonly reason: string,
  ) {}
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
  async check(name: string, run: () => Promise<string | Warned>, { blocking = false } = {}): Promise<void> {
    if (this.#blockedBy !== undefined) return this.skip(name, `"${this.#blockedBy}" failed`);
    try {
      const seen = await run();
      if (seen instanceof Warned) this.warn(name, seen);
      else this.#add({ name, status: "passed", observed: seen });
    } catch (error) {
      if (blocking) this.#blockedBy = name;
      this.#add({ name, status: "failed", ...(await this.#explained(error)) });
    }
  }

  /** @param why it cannot be tried. */
  skip(name: string, why: string): void {
    this.#add({ name, status: "skipped", observed: why });
  }

  warn(name: string, { observed, reason }: Warned): void {
    this.#add({ name, status: "warned", observed, cause: reason });
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
