import { ratioOver, type Timing } from "../interleaved.js";
import { medianOf, type Spread, spreadOf } from "../summary.js";
import { type Bar, find } from "./bars.js";
import { NAMES, NODE } from "./candidate.js";
import { CANDIDATES } from "./candidates.js";
import type { Memory } from "./memory.js";
import type { Installed } from "./place.js";
import type { Figure } from "./subjects.js";
import type { Step } from "./whole-path.js";

export function printSizes(installed: readonly Installed[], memories: ReadonlyMap<string, Memory>): void {
  console.log("\nWhat is installed, and what making one project takes (peak of the process itself)");
  const rows = installed.map(({ candidate: { name }, packages, megabytes }) => {
    const memory = memories.get(name);
    const made = { "files made": memory?.files ?? "-", "peak RSS MB": memory ? round(memory.peakMegabytes) : "-" };
    return [name, { packages, MB: round(megabytes), ...made }] as const;
  });
  console.table(Object.fromEntries(rows));
}

/** One line per candidate: its median and spread, and the ratios of its rounds to those of another subject. */
export function printFigure(timings: readonly Timing[], figure: Figure, base: Timing | undefined, title: string): void {
  console.log(`\n${figure}: median (least–most)${title}`);
  const rows = CANDIDATES.map(({ name }) => {
    const timing = find(timings, name, figure);
    if (timing === undefined) return [name, { ms: why(timings, name, figure), ratio: "-", runs: 0 }] as const;
    const ratio = base === undefined ? "-" : said(ratioOver(timing, base));
    return [name, { ms: said(spreadOf(timing.ms)), ratio, runs: timing.ms.length }] as const;
  });
  console.table(Object.fromEntries(rows));
}

export function printStarts(timings: readonly Timing[]): void {
  const node = timings.find(({ name }) => name === NODE);
  console.log(`\n${NODE}: ${said(spreadOf(node?.ms ?? []))} ms`);
  for (const figure of ["--version", "--help", "start to files"] as const) {
    printFigure(timings, figure, node, `; ratio to ${NODE}`);
  }
}

export function printInstalls(timings: readonly Timing[]): void {
  for (const figure of ["cold install", "warm install"] as const) {
    printFigure(timings, figure, find(timings, NAMES.vite, figure), `; ratio to ${NAMES.vite}`);
  }
}

export function printWholePath(runs: readonly (readonly Step[])[]): void {
  const totals = runs.map((steps) => steps.reduce((sum, { ms }) => sum + ms, 0));
  console.log(
    `\nnpm create laniakea-plugin NAME -- --yes --register: ${said(spreadOf(totals))} ms in ${runs.length} run(s)`,
  );
  const titles = [...new Set(runs.flatMap((steps) => steps.map(({ title }) => title)))];
  const rows = titles.map((title) => {
    const times = runs.map((steps) => steps.find((step) => step.title === title)?.ms ?? 0);
    const shares = times.map((ms, run) => (100 * ms) / (totals[run] ?? Number.NaN));
    return [title, { ms: said(spreadOf(times)), "share %": Math.round(medianOf(shares)) }] as const;
  });
  console.table(Object.fromEntries(rows));
}

export function printBars(bars: readonly Bar[]): void {
  console.log("\nBars (medians of the ratios)");
  console.table(Object.fromEntries(bars.map(({ bar, seen, verdict }) => [bar, { seen: round(seen), verdict }])));
}

function why(timings: readonly Timing[], name: string, figure: Figure): string {
  const failure = timings.find((timing) => timing.name === `${name} ${figure}`)?.failure;
  return failure === undefined ? "has none" : `failed: ${failure.split("\n", 1)[0]}`;
}

function said({ min, median, max }: Spread): string {
  return `${round(median)} (${round(min)}–${round(max)})`;
}

/** Three digits say all that such a measurement can. */
function round(value: number): number {
  return Number(value < 1000 ? value.toPrecision(3) : value.toFixed(0));
}
