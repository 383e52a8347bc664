import { ratioOver, type Subject, type Timing } from "../interleaved.js";
import { find } from "./bars.js";
import { NAMES, NODE } from "./candidate.js";
import { type Installed, isOurs } from "./place.js";

const READ = `${NAMES.ours} --describe`;
const RENDERED = `${NAMES.ours} --dry-run`;

/** Node's own start, and runs of ours that stop half way: what is between two of them is a stage of a whole run. */
export function stageSubjects(installed: readonly Installed[], env: NodeJS.ProcessEnv): readonly Subject[] {
  const entry = installed.find(isOurs)?.entry;
  const node: Subject = { name: NODE, args: () => ["-e", "0"], env };
  if (entry === undefined) return [node];
  return [
    node,
    { name: READ, args: () => [entry, "--describe"], env },
    { name: RENDERED, args: () => [entry, "nowhere", "--yes", "--no-install", "--dry-run"], env },
  ];
}

/** Where the time from the start to all files goes, as multiples of Node's own start, and what create-vite does without. */
export function whereItGoes(timings: readonly Timing[]): string {
  const node = timings.find(({ name }) => name === NODE);
  const stages: readonly (readonly [what: string, until: Timing | undefined])[] = [
    ["Node.js itself", node],
    ["our entry", find(timings, NAMES.ours, "--version")],
    ["reading the command line (the tables)", timings.find(({ name }) => name === READ)],
    ["rendering", timings.find(({ name }) => name === RENDERED)],
    ["writing to a staging folder, and its rename", find(timings, NAMES.ours, "start to files")],
  ];
  let before = 0;
  const parts = stages.map(([what, until]) => {
    const here = node === undefined || until === undefined ? Number.NaN : ratioOver(until, node).median;
    const part = here - before;
    before = here;
    return `  ${part.toFixed(2).padStart(5)}  ${what}`;
  });
  const vite = find(timings, NAMES.vite, "start to files");
  const theirs = node === undefined || vite === undefined ? "?" : ratioOver(vite, node).median.toFixed(2);
  return [
    `Start to files takes ${before.toFixed(2)} × Node's own start; that is:`,
    ...parts,
    `create-vite takes ${theirs}: it copies a folder, and has no hashes of what it made, no`,
    "staging folder.",
  ].join("\n");
}
