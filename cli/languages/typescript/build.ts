import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import type { ProgressStep } from "../../run/progress/progress.js";
import { inStep } from "../../run/progress/step.js";
import type { MakeOptions, Output } from "../language.js";
import { hostTarget } from "../target.js";
import { addonFiles } from "./addons/addon-files.js";
import { addonAssets } from "./addons/assets.js";
import { makeBunExecutable } from "./bun/executable.js";
import { bundle, type Bundled } from "./bundle.js";
import { sweepDevFolders } from "./dev/work-folder.js";
import { makeExecutable } from "./executable.js";
import { availableMemory, MB, memoryProblem, NEEDS_MB } from "./memory.js";
import { writeNotices } from "./notices.js";
import { recordedRuntime } from "./toolchain/recorded-runtime.js";
import {
  ABIS,
  chooseRuntime,
  type Runtime,
  RUNTIME_NAMES,
  RUNTIME_TITLES,
  type RuntimeName,
} from "./toolchain/runtime.js";
import { ensureRuntime, ensureToolchain, hostRuntime, type ToolchainOptions } from "./toolchain/toolchain.js";
import { pinnedVersion } from "./toolchain/toolchain-lock.js";
import { typecheck } from "./typecheck.js";

/** What the compiler takes, in bytes of memory, for a project with some dependencies. */
const COMPILER_TAKES = 700e6;

/** An executable that is to be made, and what it gets to run on. */
interface Job extends Output {
  readonly runtime: Runtime;
}

/**
 * One bundle, put into a copy of a pinned runtime for each target. The compiler runs beside that where there is room, and has the
 * last word: nothing is made of a project with type errors.
 * @throws {UserError} exit 5, or 4 when npm is missing.
 */
export async function make(options: MakeOptions): Promise<readonly string[]> {
  const { project, signal, progress } = options;
  sweepDevFolders(project);
  const jobs = await jobsOf(options);
  assertMemory(jobs);
  const check = () => typecheck(project, signal);
  if (!hasRoomForBoth(jobs)) {
    await inStep(progress, "Checking types", check);
    await makeOf(options, jobs, "", Promise.resolve());
  } else {
    const types = check();
    try {
      await makeOf(options, jobs, "Checking types, ", types);
    } catch (error) {
      // What cannot be bundled is often mistyped, too, and the compiler says it better.
      await types;
      throw error;
    }
  }
  return jobs.map(({ runtime }) => `${RUNTIME_TITLES[runtime.name]} ${pinnedVersion(runtime)}`);
}

async function jobsOf({ project, outputs, runtime, onWarning }: MakeOptions): Promise<readonly Job[]> {
  const wanted = (runtime as RuntimeName | undefined) ?? (await recordedRuntime(project)) ?? "node";
  const jobs = outputs.map((output) => ({ ...output, runtime: chooseRuntime(wanted, output.target) }));
  const others = jobs.filter((job) => job.runtime.name !== wanted);
  const [other] = others;
  if (other !== undefined) {
    const names = others.map(({ target }) => target.name).join(", ");
    const [has, lacks] = [RUNTIME_TITLES[other.runtime.name], RUNTIME_TITLES[wanted]];
    onWarning?.(`note: there is no ${lacks} for ${names}: ${has} is taken there`);
  }
  return jobs;
}

/** Half a minute later the system would end the build without a word. */
function assertMemory(jobs: readonly Job[]): void {
  for (const { runtime, target } of jobs) {
    const problem = memoryProblem(runtime.name, target.name);
    if (problem !== undefined) throw problem;
  }
}

/** A small machine would end one of them. */
function hasRoomForBoth(jobs: readonly Job[]): boolean {
  const needed = Math.max(...jobs.map(({ runtime }) => NEEDS_MB[runtime.name])) * MB + COMPILER_TAKES;
  return availableParallelism() > 1 && availableMemory() > needed;
}

async function makeOf(options: MakeOptions, jobs: readonly Job[], beside: string, types: Promise<void>): Promise<void> {
  const { progress } = options;
  const mistyped = new AbortController();
  types.catch((error: unknown) => mistyped.abort(error));
  const signal = AbortSignal.any([options.signal, mistyped.signal]);
  const bundles = await inStep(progress, "Bundling", () => bundlesOf(options, jobs));
  const assets = await assetsOf(jobs, bundles);
  signal.throwIfAborted();
  const tools = { project: options.project, signal, progress };
  const compilers = await compilersOf(jobs, tools);
  const title = jobs.length === 1 ? "making the executable" : `making ${jobs.length} executables`;
  await inStep(progress, capitalized(`${beside}${title}`), async (step) => {
    const making = makeAll(jobs, { ...compilers, bundles, assets, work: options.work, signal, step });
    // Whichever fails, nothing is left running that writes into the work folder.
    await Promise.allSettled([types, making]);
    await types;
    await making;
  });
}

function capitalized(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** Paths of files by the names that an executable asks for. */
type Assets = Readonly<Record<string, string>>;
type PerRuntime<Value> = ReadonlyMap<RuntimeName, Value>;

interface Code extends Bundled {
  readonly file: string;
}

/** A bundle for each runtime that is needed. */
async function bundlesOf({ project, work, onWarning }: MakeOptions, jobs: readonly Job[]): Promise<PerRuntime<Code>> {
  const bundles = new Map<RuntimeName, Code>();
  for (const name of RUNTIME_NAMES.filter((each) => jobs.some(({ runtime }) => runtime.name === each))) {
    const folder = join(work, name);
    await mkdir(folder);
    const file = join(folder, "bundle.cjs");
    const bundled = await bundle(project, file, name);
    // The second bundle is of the same files.
    if (bundles.size === 0) for (const warning of bundled.warnings) onWarning?.(warning);
    bundles.set(name, { file, ...bundled });
  }
  return bundles;
}

/** The compiled add-ons that each job's executable carries: files of its own machine. */
async function assetsOf(jobs: readonly Job[], bundles: PerRuntime<Code>): Promise<readonly Assets[]> {
  const assets: Assets[] = [];
  for (const { target, runtime } of jobs) {
    const code = bundles.get(runtime.name);
    if (code === undefined) continue;
    const folder = join(dirname(code.file), target.name);
    await mkdir(folder);
    assets.push(await addonAssets(addonFiles(code.addons, { ...target, nodeAbi: ABIS[runtime.name] }), folder));
  }
  return assets;
}

interface Compilers {
  readonly toolchain: Awaited<ReturnType<typeof ensureToolchain>> | undefined;
  readonly bun: string | undefined;
  /** The executable that each job's is a copy of; undefined where it is the toolchain's own. */
  readonly bases: readonly (string | undefined)[];
}

async function compilersOf(jobs: readonly Job[], options: ToolchainOptions): Promise<Compilers> {
  const needed = (name: RuntimeName) => jobs.some(({ runtime }) => runtime.name === name);
  const host = hostTarget().name;
  const toolchain = needed("node") ? await ensureToolchain(options) : undefined;
  const bun = needed("bun") ? await ensureRuntime(hostRuntime("bun"), options) : undefined;
  const bases: (string | undefined)[] = [];
  for (const { runtime } of jobs) {
    const isHost = runtime.target === host;
    if (isHost) bases.push(runtime.name === "bun" ? bun : undefined);
    else bases.push(await ensureRuntime(runtime, options));
  }
  return { toolchain, bun, bases };
}

interface MakingOptions extends Compilers {
  readonly bundles: PerRuntime<Code>;
  readonly assets: readonly Assets[];
  readonly work: string;
  readonly signal: AbortSignal;
  readonly step: ProgressStep;
}

/** One after the other: each takes hundreds of MB of memory. */
async function makeAll(jobs: readonly Job[], options: MakingOptions): Promise<void> {
  const { toolchain, bun, bases, bundles, assets, work, signal, step } = options;
  for (const [index, { target, made, notices, runtime }] of jobs.entries()) {
    const { file = "", modules = [] } = bundles.get(runtime.name) ?? {};
    const common = {
      target,
      bundle: file,
      output: made,
      workFolder: join(work, runtime.name),
      signal,
      onLine: (line: string) => step.update(jobs.length === 1 ? line : `${target.name}: ${line}`),
    };
    const base = bases[index];
    if (runtime.name === "node" && toolchain)
      await makeExecutable({ ...common, toolchain, base, assets: assets[index] ?? {} });
    if (runtime.name === "bun" && bun && base) await makeBunExecutable({ ...common, bun, base });
    const programs = [base, toolchain?.node].filter((program) => program !== undefined);
    await writeNotices(notices, { runtime, programs, modules });
  }
}
