/** Characters that are kept at most: what a build prints fits many times. */
const MOST = 8 * 2 ** 20;

/** The end of what a program prints: however much that is, this process does not grow. */
export class KeptOutput {
  #former: string[] = [];
  #latest: string[] = [];
  #latestSize = 0;
  #cut = 0;

  push(line: string): void {
    this.#latest.push(line);
    this.#latestSize += line.length + 1;
    if (this.#latestSize < MOST / 2) return;
    this.#cut += this.#former.length;
    this.#former = this.#latest;
    this.#latest = [];
    this.#latestSize = 0;
  }

  /** Oldest line first, which says how many there were before it. */
  get lines(): readonly string[] {
    const kept = [...this.#former, ...this.#latest];
    return this.#cut === 0 ? kept : [`… [${this.#cut} lines cut]`, ...kept];
  }
}
