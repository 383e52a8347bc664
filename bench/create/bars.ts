import { ratioOver, type Timing } from "../interleaved.js";
import { NAMES, NODE } from "./candidate.js";
import type { Figure } from "./subjects.js";

/** One promise, and what was seen. */
export interface Bar {
  readonly bar: string;
  readonly limit: number;
  /** The median; NaN when there is nothing to compare with. */
  readonly seen: number;
  readonly verdict: "within" | "MISSED" | "not measured";
}

/** What the generator promises; the rest of the figures are there to be looked at. */
export function barsOf(timings: readonly Timing[], packages: number, wholePathMs: number): readonly Bar[] {
  return [
    atMost("packages installed", 1, packages),
    against(timings, "cold install", 1.1, NAMES.vite),
    against(timings, "--help", 1.1, NAMES.vite),
    against(timings, "start to files", 1, NAMES.sv),
    atMost(`start to files, × ${NODE}`, 1.5, overNode(timings)),
    atMost("from nothing to a plugin in Laniakea's config, s", 8, wholePathMs / 1000),
  ];
}

export function find(timings: readonly Timing[], candidate: string, figure: Figure): Timing | undefined {
  return timings.find(({ name, ms }) => name === `${candidate} ${figure}` && ms.length > 0);
}

function against(timings: readonly Timing[], figure: Figure, limit: number, peer: string): Bar {
  const [ours, theirs] = [find(timings, NAMES.ours, figure), find(timings, peer, figure)];
  const seen = ours === undefined || theirs === undefined ? Number.NaN : ratioOver(ours, theirs).median;
  return atMost(`${figure}, × ${peer}`, limit, seen);
}

function overNode(timings: readonly Timing[]): number {
  const [ours, node] = [find(timings, NAMES.ours, "start to files"), timings.find(({ name }) => name === NODE)];
  return ours === undefined || node === undefined ? Number.NaN : ratioOver(ours, node).median;
}

function atMost(bar: string, limit: number, seen: number): Bar {
  const verdict = Number.isNaN(seen) ? "not measured" : seen <= limit ? "within" : "MISSED";
  return { bar: `${bar} ≤ ${limit}`, limit, seen, verdict };
}
