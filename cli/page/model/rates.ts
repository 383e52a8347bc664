/** ms over which rates are taken. */
const OVER_MS = 5_000;
/** A share of the timeout after which silence is worth a warning. */
const WARN_SHARE = 0.5;

/** How much has come of late. */
export class Rates {
  /** A count of frames and of bytes for each second. */
  readonly #seconds: { second: number; frames: number; bytes: number }[] = [];

  add(at: number, bytes: number): void {
    const second = Math.floor(at / 1_000);
    const last = this.#seconds.at(-1);
    if (last !== undefined && last.second >= second) {
      last.frames++;
      last.bytes += bytes;
      return;
    }
    this.#seconds.push({ second, frames: 1, bytes });
    if (this.#seconds.length > OVER_MS / 1_000 + 1) this.#seconds.shift();
  }

  /** Frames and bytes a second, over the last whole seconds before `now`; ms since 1970. */
  at(now: number): { readonly frames: number; readonly bytes: number } {
    const to = Math.floor(now / 1_000);
    const from = to - OVER_MS / 1_000;
    const counted = this.#seconds.filter(({ second }) => second >= from && second < to);
    const since = Math.max(from, counted[0]?.second ?? from);
    const seconds = Math.max(1, to - since);
    return {
      frames: counted.reduce((sum, { frames }) => sum + frames, 0) / seconds,
      bytes: counted.reduce((sum, { bytes }) => sum + bytes, 0) / seconds,
    };
  }
}

/** How long a recording has been silent, against what the daemon stands. */
export type Silence = "fine" | "long" | "over";

/** @param ageMs since the last frame, or since the recording's start. */
export function silenceOf(ageMs: number, timeoutMs: number): Silence {
  if (ageMs >= timeoutMs) return "over";
  return ageMs >= timeoutMs * WARN_SHARE ? "long" : "fine";
}
