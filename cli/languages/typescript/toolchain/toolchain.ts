import { constants } from "node:fs";
import { access, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CACHE_VARIABLE, cacheFolder } from "../../../files/cache-folder.js";
import { sha256OfFile } from "../../../files/contents/sha256.js";
import { writableRemedy } from "../../../files/home-folder.js";
import { removeLeftovers, temporaryName } from "../../../files/leftovers.js";
import { makeFolders } from "../../../files/make-folders.js";
import { distrust } from "../../../files/trusted-folder.js";
import { refusal } from "../../../files/writable.js";
import { ExitCode, UserError } from "../../../run/errors.js";
import type { Progress } from "../../../run/progress/progress.js";
import { reasonOf } from "../../../run/system-error.js";
import { hostTarget } from "../../target.js";
import { installPinned, nothingFetched } from "./install-pinned.js";
import { chooseRuntime, type Runtime, RUNTIME_TITLES, type RuntimeName, runtimeOf } from "./runtime.js";
import { keepOnlyExecutable, proveRuntime, stripSymbols } from "./runtime-program.js";
import { markUsed, removeUnused, TOOLCHAIN } from "./tidy.js";
import { type PinnedInstall, pinnedInstall, PKG } from "./toolchain-lock.js";

/** What turns a JavaScript bundle into an executable of Node.js; complete and tried when one has it. */
export interface Toolchain {
  /** Path of the pinned Node.js of this machine: it runs pkg, and a copy of it is the base of this machine's binaries. */
  readonly node: string;
  /** Folder of the pinned pkg. */
  readonly pkg: string;
  /** Folder of both, in the cache folder. */
  readonly folder: string;
}

/** A set of tools with a name in the cache folder: pkg and this machine's Node.js, or one runtime alone. */
interface ToolSet {
  readonly runtime: Runtime;
  readonly pinned: PinnedInstall;
  readonly withPkg: boolean;
  /** Whether its runtime is for this machine. */
  readonly runsHere: boolean;
  /** What the first build on a machine is told that it fetches, and MB of it. */
  readonly title: string;
  readonly downloadMb: number;
}

/** What the cache folder has of one. */
interface Kept {
  readonly folder: string;
  readonly modules: string;
  /** Path of the runtime's executable. */
  readonly program: string;
  /** Path of the file with the hash of the program as it was when it was put there. */
  readonly hash: string;
}

export interface ToolchainOptions {
  /** The project that is built: its .npmrc says how to reach the registry. */
  readonly project: string;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Mode of folders whose programs are started: nobody else may put one there. */
const PRIVATE = 0o755;
/** make_venv.py of Python projects has such folders there, too. */
const STAGING = { prefix: "staging-", allOurs: true };

/**
 * pkg and this machine's Node.js from the cache folder; fetched through npm when they are not there, once for all projects.
 * A set is put together in a folder beside and renamed when complete, so a folder with the final name is one to trust:
 * of two builds that fetch at the same time the second finds the name taken and uses what the first has put there.
 * The name has a hash of the pinned versions: another version of the SDK never uses these.
 * @throws {UserError} when it cannot be fetched or kept (exit code 5), or npm is missing (4).
 */
export async function ensureToolchain(options: ToolchainOptions): Promise<Toolchain> {
  const { program, modules, folder } = await ensureTools(nodeToolSet(), options);
  return { node: program, pkg: join(modules, PKG), folder };
}

/**
 * The executable of a runtime for any kind of machine, from the cache folder as {@link ensureToolchain} has it.
 * @throws {UserError} as that.
 */
export async function ensureRuntime(runtime: Runtime, options: ToolchainOptions): Promise<string> {
  return (await ensureTools(aloneToolSet(runtime), options)).program;
}

/** Why a build will not have its tools; undefined when they are there, or there is room for them. For a look before the work. */
export async function toolchainProblem(wanted: RuntimeName = "node"): Promise<UserError | undefined> {
  try {
    const cache = cacheFolder();
    const runtime = chooseRuntime(wanted, hostTarget());
    const tools = runtime.name === "node" ? nodeToolSet() : aloneToolSet(runtime);
    const kept = keptIn(cache, tools);
    await assertTrusted(cache, kept.folder);
    if (await isComplete(kept, tools)) return undefined;
    const code = await refusal(cache);
    return code === undefined ? undefined : notKept(cache, code);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

/** The runtime of a name for this machine. @throws {UserError} where there is none (exit code 5). */
export function hostRuntime(name: RuntimeName): Runtime {
  const host = hostTarget();
  const runtime = runtimeOf(name, host);
  if (runtime !== undefined) return runtime;
  throw new UserError(`the registry has no ${RUNTIME_TITLES[name]} that runs on this machine (${host.name})`, {
    exitCode: ExitCode.buildFailed,
    hint: `build on another machine, with --target for the one that it is for; Linux on x64 and arm64 can`,
  });
}

function nodeToolSet(): ToolSet {
  const runtime = hostRuntime("node");
  const pinned = pinnedInstall({ packageName: runtime.packageName });
  return { runtime, pinned, withPkg: true, runsHere: true, title: "the build tools", downloadMb: 75 };
}

function aloneToolSet(runtime: Runtime): ToolSet {
  return {
    runtime,
    pinned: pinnedInstall({ packageName: runtime.packageName, alone: true }),
    withPkg: false,
    runsHere: hostTarget().name === runtime.target,
    title: `${RUNTIME_TITLES[runtime.name]} for ${runtime.target}`,
    downloadMb: runtime.name === "bun" ? 40 : 55,
  };
}

async function ensureTools(tools: ToolSet, options: ToolchainOptions): Promise<Kept> {
  const cache = cacheFolder();
  const kept = keptIn(cache, tools);
  await assertTrusted(cache, kept.folder);
  if (await isIntact(kept, tools)) {
    await markUsed(kept.folder);
    return kept;
  }
  const staging = await makeStaging(cache);
  try {
    await fetchInto(staging, tools, options);
    await moveInto(kept, staging, tools);
    await removeUnused(cache);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return kept;
}

function keptIn(cache: string, tools: ToolSet): Kept {
  return toolsIn(join(cache, `${TOOLCHAIN}${tools.pinned.hash}-${tools.runtime.target}`), tools);
}

function toolsIn(folder: string, { runtime }: ToolSet): Kept {
  const modules = join(folder, "node_modules");
  const program = join(modules, runtime.packageName, runtime.executable);
  return { folder, modules, program, hash: join(folder, "runtime.sha256") };
}

/** A build starts what is in these folders, and puts it into binaries that other machines start. */
async function assertTrusted(...folders: string[]): Promise<void> {
  const obstacle = await distrust("the build tools", ...folders);
  if (obstacle === undefined) return;
  throw new UserError(obstacle.message, { exitCode: ExitCode.buildFailed, hint: obstacle.remedy });
}

/** A cleaner of old files may have taken some of it. */
async function isComplete({ program, modules }: Kept, { withPkg, runsHere }: ToolSet): Promise<boolean> {
  try {
    await access(program, runsHere ? constants.X_OK : constants.R_OK);
    if (withPkg) await access(join(modules, PKG, "package.json"));
    return true;
  } catch {
    return false;
  }
}

/** A damaged disk, or somebody who could write there once, may have changed it. */
async function isIntact(kept: Kept, tools: ToolSet): Promise<boolean> {
  if (!(await isComplete(kept, tools))) return false;
  const recorded = await readFile(kept.hash, "utf8").catch(() => undefined);
  return recorded !== undefined && recorded.trim() === (await sha256OfFile(kept.program));
}

async function makeStaging(cache: string): Promise<string> {
  try {
    await makeFolders(cache, PRIVATE);
    removeLeftovers(cache, STAGING);
    const staging = join(cache, temporaryName(STAGING));
    await mkdir(staging, { mode: 0o700 });
    return staging;
  } catch (cause) {
    throw notKept(cache, (cause as NodeJS.ErrnoException).code, cause);
  }
}

function notKept(cache: string, code: string | undefined, cause?: unknown): UserError {
  return new UserError(`the folder for the build tools cannot be written: ${cache}: ${reasonOf(code) ?? code}`, {
    exitCode: ExitCode.buildFailed,
    hint: writableRemedy(cache, CACHE_VARIABLE),
    cause,
  });
}

async function fetchInto(staging: string, tools: ToolSet, options: ToolchainOptions): Promise<void> {
  const { signal, progress, project } = options;
  const { runtime, title, downloadMb } = tools;
  const step = progress.step(`Fetching ${title} (about ${downloadMb} MB, once per machine)`);
  try {
    await installPinned(tools.pinned, { folder: staging, project, signal, step });
    const fetched = toolsIn(staging, tools);
    if (!(await isComplete(fetched, tools))) throw nothingFetched();
    await keepOnlyExecutable(join(fetched.modules, runtime.packageName), runtime);
    if (tools.runsHere) await proveRuntime(fetched.program, runtime, signal);
    if (tools.withPkg) await stripSymbols(fetched.program, signal);
    step.succeed(`Fetched ${title}`);
  } catch (error) {
    step.fail();
    throw error;
  }
}

async function moveInto(finished: Kept, staging: string, tools: ToolSet): Promise<void> {
  const { folder } = finished;
  const complete = join(staging, "complete");
  await mkdir(complete, { mode: PRIVATE });
  await rename(join(staging, "node_modules"), join(complete, "node_modules"));
  const { program, hash } = toolsIn(complete, tools);
  await writeFile(hash, `${await sha256OfFile(program)}\n`);
  try {
    await rename(complete, folder);
  } catch (error) {
    // Another build was first; or the folder that is there lacks something, and goes into what is removed next.
    if (await isIntact(finished, tools)) return;
    await rename(folder, join(staging, "broken")).catch(() => Promise.reject(error));
    await rename(complete, folder);
  }
}
