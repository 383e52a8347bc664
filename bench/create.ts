/**
 * What `npm create laniakea-plugin` costs, side by side with other scaffolders: `npm run bench [-- --short]`.
 * The first run fetches the others into node_modules/.cache; eight minutes, with --short three, which leave out the whole path.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import packageJson from "../package.json" with { type: "json" };
import { personalEnv } from "../test/create/support/cli.js";
import { startRegistry } from "../test/registry/registry.js";
import { barsOf } from "./create/bars.js";
import { NAMES } from "./create/candidate.js";
import { CANDIDATES } from "./create/candidates.js";
import { type Memory, memoryOf } from "./create/memory.js";
import { npm } from "./create/npm.js";
import { addStockGenerator, install, type Installed, isOurs, startOurs } from "./create/place.js";
import { printBars, printInstalls, printSizes, printStarts, printWholePath } from "./create/report.js";
import { stageSubjects, whereItGoes } from "./create/stages.js";
import { installs, starts } from "./create/subjects.js";
import { type Step, wholePath } from "./create/whole-path.js";
import { measureInterleaved } from "./interleaved.js";
import { medianOf } from "./summary.js";

const REPOSITORY = join(import.meta.dirname, "..");
const CACHE = join(REPOSITORY, "node_modules/.cache/bench-create");

const { values: flags } = parseArgs({ options: { short: { type: "boolean", default: false } } });
const ROUNDS = flags.short ? { installs: 1, starts: 5, wholePaths: 0 } : { installs: 5, starts: 21, wholePaths: 3 };

const work = mkdtempSync(join(tmpdir(), "bench-create-"));
// So that the network's mood is in nobody's install time.
const storage = join(CACHE, "storage");
// The version is the same as last time, the content need not be.
rmSync(join(storage, NAMES.ours), { recursive: true, force: true });
const registry = await startRegistry({ storage });
if (registry === undefined) throw new Error("without the registry there is nothing to measure");
try {
  npm(["run", "build"], REPOSITORY);
  await registry.publish(REPOSITORY);
  const own = { npm_config_registry: registry.url, npm_config_cache: join(work, "npm-cache") };
  await measure(personalEnv({ ...own, npm_config_update_notifier: "false" }));
} finally {
  await registry.stop();
  rmSync(work, { recursive: true, force: true });
}

async function measure(env: NodeJS.ProcessEnv): Promise<void> {
  const loadBefore = loadavg();
  console.log("Installing what is compared");
  const installed = installAll(env);
  const memories = new Map<string, Memory>();
  for (const one of installed) {
    const memory = orSaid(() => memoryOf(one, work, env));
    if (memory) memories.set(one.candidate.name, memory);
  }
  console.log(`Starting each, ${ROUNDS.starts} rounds`);
  const subjects = [...stageSubjects(installed, env), ...installed.flatMap((one) => starts(one, work, env))];
  const started = measureInterleaved(subjects, ROUNDS.starts, work);
  console.log(`Installing each, ${ROUNDS.installs} rounds`);
  const allInstalls = CANDIDATES.flatMap((candidate) => installs(candidate, work, env));
  const timings = [...started, ...measureInterleaved(allInstalls, ROUNDS.installs, work)];
  const wholePaths: Step[][] = [];
  for (let run = 0; run <= ROUNDS.wholePaths && ROUNDS.wholePaths > 0; run++) {
    console.log(`From nothing to a plugin in Laniakea's config, run ${run} of ${ROUNDS.wholePaths}`);
    const steps = await wholePath(`plugin-${run}`, packageJson.version, work, env);
    // The first one fetches.
    if (run > 0) wholePaths.push(steps);
  }
  const bars = barsOf(timings, installed.find(isOurs)?.packages ?? Number.NaN, medianOfWhole(wholePaths));
  printSizes(installed, memories);
  printInstalls(timings);
  printStarts(timings);
  console.log(`\n${whereItGoes(timings)}`);
  if (wholePaths.length > 0) printWholePath(wholePaths);
  printBars(bars);
  save({ loadBefore, installed, memories: Object.fromEntries(memories), timings, wholePaths, bars });
}

/** ms; NaN where none was run. */
function medianOfWhole(runs: readonly (readonly Step[])[]): number {
  const totals = runs.map((steps) => steps.reduce((sum, { ms }) => sum + ms, 0));
  return totals.length === 0 ? Number.NaN : medianOf(totals);
}

/** In the order of the table: the stock generator makes what ours has made. */
function installAll(env: NodeJS.ProcessEnv): readonly Installed[] {
  const folder = (name: string) => join(work, "installed", name.replaceAll(/\W+/g, "-"));
  const installed = CANDIDATES.flatMap(
    (candidate) => orSaid(() => install(candidate, folder(candidate.name), env)) ?? [],
  );
  const ours = installed.find(isOurs);
  if (ours !== undefined) addStockGenerator(folder(NAMES.yeoman), startOurs(ours, work, env));
  return installed;
}

/** What goes wrong with one candidate is said, and the others are measured. */
function orSaid<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    console.log((error as Error).message);
    return undefined;
  }
}

function save(measured: object): void {
  const folder = join(import.meta.dirname, "results");
  mkdirSync(folder, { recursive: true });
  const taken = new Date().toISOString();
  const machine = { node: process.version, platform: process.platform, arch: process.arch };
  const load = { processors: availableParallelism(), loadAverage: loadavg() };
  const file = join(folder, `create-${taken.replaceAll(":", "-")}.json`);
  writeFileSync(file, `${JSON.stringify({ taken, ...machine, ...load, ...measured }, null, 2)}\n`);
  console.log(`\nWritten: ${file}`);
}
