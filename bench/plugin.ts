/**
 * The same datasource as our single binary, our bundle, our Python project, our Go plugin, the Go SDK's plugin and the Python SDK's, under a Go host that does as
 * the daemon does: `npm run bench:plugin [-- --scenario TEXT] [--rounds N]`. Linux only, about eight minutes.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildGo } from "../test/hosts/go-toolchain.js";
import { barsOf, goBarsOf, pythonBarsOf } from "./plugin/bars.js";
import { makeCandidates, NAMES } from "./plugin/candidates.js";
import { measure, type Result } from "./plugin/measure.js";
import { printBars, printResults, printSizes } from "./plugin/report.js";
import { OURS, SCENARIOS } from "./plugin/scenarios.js";

const { values: flags } = parseArgs({
  options: {
    // Only the scenarios whose title has this in it.
    scenario: { type: "string", default: "" },
    // Instead of each scenario's own number of rounds.
    rounds: { type: "string" },
  },
});

const work = mkdtempSync(join(tmpdir(), "bench-"));
try {
  const candidates = await makeCandidates(work);
  const host = await buildGo({ package: "bench-host" });
  const results: Result[] = [];
  const loadBefore = loadavg();
  for (const scenario of SCENARIOS.filter(({ title }) => title.includes(flags.scenario))) {
    const rounds = flags.rounds === undefined ? scenario.rounds : Number(flags.rounds);
    console.log(`Measuring ${scenario.title}: ${rounds} round(s)`);
    results.push(...(await measure(scenario, candidates, { host, temporary: work, rounds })));
  }
  const sizes = Object.fromEntries(candidates.map(({ name, megabytes }) => [name, megabytes]));
  const bars = {
    ...Object.fromEntries(OURS.map((name) => [name, barsOf(results, name)])),
    [NAMES.ourPython]: pythonBarsOf(results),
    [NAMES.ourGo]: goBarsOf(results, sizes),
  };
  printSizes(candidates);
  printResults(results);
  for (const [name, list] of Object.entries(bars)) printBars(name, list);
  save({ loadBefore, sizesMegabytes: sizes, bars, results });
} finally {
  rmSync(work, { recursive: true, force: true });
}

function save(measured: object): void {
  const folder = join(import.meta.dirname, "results");
  mkdirSync(folder, { recursive: true });
  const taken = new Date().toISOString();
  const machine = { node: process.version, platform: process.platform, arch: process.arch };
  const file = join(folder, `plugin-${taken.replaceAll(":", "-")}.json`);
  const load = { processors: availableParallelism(), loadAverage: loadavg() };
  writeFileSync(file, `${JSON.stringify({ taken, ...machine, ...load, ...measured }, null, 2)}\n`);
  console.log(`\nWritten: ${file}`);
}
