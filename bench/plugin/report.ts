import type { Spread } from "../summary.js";
import type { Bar } from "./bars.js";
import type { Candidate } from "./candidate.js";
import type { Result } from "./measure.js";
import { BASES, OURS } from "./scenarios.js";

/** One line per figure: each candidate's median and spread, and our medians (of the binary, the bundle) over each base's. */
export function printResults(results: readonly Result[]): void {
  console.log("\nmedian (least–most); the columns with × compare our binary's and our bundle's medians");
  const rows = groupsOf(results).map((same) => {
    const columns = same.map(({ candidate, spread, values }) => [
      candidate,
      values.length === 0 ? "never" : said(spread),
    ]);
    const ratios = BASES.map((base) => [`× ${base}`, OURS.map((name) => ratioOf(same, name, base)).join(", ")]);
    return [titleOf(same[0]), Object.fromEntries([...columns, ...ratios])] as const;
  });
  console.table(Object.fromEntries(rows));
}

function titleOf(result: Result | undefined): string {
  return result === undefined ? "" : `${result.scenario}: ${result.figure.title}, ${result.figure.unit}`;
}

function said({ min, median, max }: Spread): string {
  return `${round(median)} (${round(min)}–${round(max)})`;
}

function ratioOf(same: readonly Result[], name: string, base: string): number | string {
  const ratio = same.find(({ candidate }) => candidate === name)?.ratios[base] ?? Number.NaN;
  return Number.isFinite(ratio) ? round(ratio) : "-";
}

export function printSizes(candidates: readonly Candidate[]): void {
  console.log("\nsize of what is shipped, MB");
  console.table(Object.fromEntries(candidates.map(({ name, megabytes }) => [name, { MB: round(megabytes) }])));
}

export function printBars(name: string, bars: readonly Bar[]): void {
  console.log(`\nBars, ${name} (medians)`);
  const verdict = ({ seen, kept }: Bar) => (Number.isNaN(seen) ? "not measured" : kept ? "within" : "MISSED");
  console.table(Object.fromEntries(bars.map((bar) => [bar.bar, { seen: round(bar.seen), verdict: verdict(bar) }])));
}

function groupsOf(results: readonly Result[]): Result[][] {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const name = `${result.scenario}\0${result.figure.key}`;
    groups.set(name, [...(groups.get(name) ?? []), result]);
  }
  return [...groups.values()];
}

/** Three digits say all that such a measurement can. */
function round(value: number): number {
  return Number(value.toPrecision(3));
}
