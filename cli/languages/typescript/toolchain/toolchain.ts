import {
  access,
  constants,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { CACHE_VARIABLE, cacheFolder } from "../../../files/cache-folder.js";
import { exists } from "../../../files/exists.js";
import { removeLeftovers, temporaryName } from "../../../files/leftovers.js";
import { makeFolders } from "../../../files/make-folders.js";
import { sha256OfFile } from "../../../files/sha256.js";
import { distrust } from "../../../files/trusted-folder.js";
import { refusal } from "../../../files/writable.js";
import { ChildFailed, runChild } from "../../../process/child.js";
import { childError } from "../../../process/child-error.js";
import { ExitCode, UserError } from "../../../run/errors.js";
import type { Progress, ProgressStep } from "../../../run/progress.js";
import { reasonOf } from "../../../run/system-error.js";
import { npmCi } from "./npm.js";
import { type Runtime, runtimeFor } from "./runtime.js";
import { markUsed, removeUnused, TOOLCHAIN } from "./tidy.js";
import { pinnedInstall, PKG } from "./toolchain-lock.js";

/** What turns a JavaScript bundle into an executable; complete and tried when one has it. */
export interface Toolchain {
  readonly runtime: Runtime;
  /** Path of the pinned Node: it runs pkg, and a copy of it is the base of every binary. */
  readonly node: string;
  /** Folder of the pinned pkg. */
  readonly pkg: string;
}

/** What the cache folder has under a toolchain's name. */
interface Kept extends Toolchain {
  readonly folder: string;
  /** Path of the file with the hash of `node` as it was when it was put there. */
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
/** What the first build on a machine downloads, in MB. */
const DOWNLOAD_MB = 75;
/** make_venv.py of Python projects has such folders there, too. */
const STAGING = { prefix: "staging-", allOurs: true };

/**
 * The toolchain from this machine's cache folder; fetched through npm when it is not there, once for all projects.
 * It is put together in a folder beside and renamed when complete, so a folder with the final name is one to trust:
 * of two builds that fetch at the same time the second finds the name taken and uses what the first has put there.
 * The name has a hash of the pinned versions: another version of the SDK never uses these.
 * @throws {UserError} when it cannot be fetched or kept (exit code 5), or npm is missing (4).
 */
export async function ensureToolchain(options: ToolchainOptions): Promise<Toolchain> {
  const runtime = runtimeFor();
  const cache = cacheFolder();
  const folder = folderFor(runtime, cache);
  await assertTrusted(cache, folder);
  const cached = toolchainIn(folder, runtime);
  if (await isIntact(cached)) {
    await markUsed(folder);
    return cached;
  }
  const staging = await makeStaging(cache);
  try {
    await fetchInto(staging, runtime, options);
    await moveInto(cached, staging);
    await removeUnused(cache);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return cached;
}

/** Why a build will not have its tools; undefined when they are there, or there is room for them. For a look before the work. */
export async function toolchainProblem(): Promise<UserError | undefined> {
  try {
    const runtime = runtimeFor();
    const cache = cacheFolder();
    const folder = folderFor(runtime, cache);
    await assertTrusted(cache, folder);
    if (await isComplete(toolchainIn(folder, runtime))) return undefined;
    const code = await refusal(cache);
    return code === undefined ? undefined : notKept(cache, code);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function folderFor(runtime: Runtime, cache: string): string {
  return join(cache, `${TOOLCHAIN}${pinnedInstall(runtime).hash}-${process.platform}-${process.arch}`);
}

function toolchainIn(folder: string, runtime: Runtime): Kept {
  const modules = join(folder, "node_modules");
  const node = join(modules, runtime.packageName, runtime.executable);
  return { runtime, node, pkg: join(modules, PKG), folder, hash: join(folder, "runtime.sha256") };
}

/** A build starts what is in these folders, and puts it into binaries that other machines start. */
async function assertTrusted(...folders: string[]): Promise<void> {
  const obstacle = await distrust("the build tools", ...folders);
  if (obstacle === undefined) return;
  throw new UserError(obstacle.message, { exitCode: ExitCode.buildFailed, hint: obstacle.remedy });
}

/** A cleaner of old files may have taken some of it. */
async function isComplete(toolchain: Toolchain): Promise<boolean> {
  try {
    await access(toolchain.node, constants.X_OK);
    await access(join(toolchain.pkg, "package.json"));
    return true;
  } catch {
    return false;
  }
}

/** A damaged disk, or somebody who could write there once, may have changed it. */
async function isIntact(kept: Kept): Promise<boolean> {
  if (!(await isComplete(kept))) return false;
  const recorded = await readFile(kept.hash, "utf8").catch(() => undefined);
  return recorded !== undefined && recorded.trim() === (await sha256OfFile(kept.node));
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
    hint: `set ${CACHE_VARIABLE} to a folder that can be written`,
    cause,
  });
}

async function fetchInto(staging: string, runtime: Runtime, options: ToolchainOptions): Promise<void> {
  const { signal, progress, project } = options;
  const step = progress.step(`Fetching the build tools (about ${DOWNLOAD_MB} MB, once per machine)`);
  try {
    await installPinned(staging, runtime, project, signal, step);
    const fetched = toolchainIn(staging, runtime);
    if (!(await isComplete(fetched))) throw nothingFetched();
    await keepOnlyExecutable(join(staging, "node_modules", runtime.packageName), runtime);
    await proveRuntime(fetched.node, signal);
    await stripSymbols(fetched.node, signal);
    step.succeed("Fetched the build tools");
  } catch (error) {
    step.fail();
    throw error;
  }
}

async function installPinned(
  staging: string,
  runtime: Runtime,
  project: string,
  signal: AbortSignal,
  step: ProgressStep,
): Promise<void> {
  const pinned = pinnedInstall(runtime);
  await writeFile(join(staging, "package.json"), JSON.stringify(pinned.manifest));
  await writeFile(join(staging, "package-lock.json"), JSON.stringify(pinned.lock));
  const npmrc = join(staging, ".npmrc");
  await borrowNpmrc(project, npmrc);
  const npm = npmCi();
  try {
    await runChild(npm.file, npm.args, { cwd: staging, env: npm.env, signal, onLine: (line) => step.update(line) });
  } catch (error) {
    throw error instanceof ChildFailed ? await npmFailed(error) : error;
  } finally {
    await rm(npmrc, { force: true });
  }
}

/** The project's registry and credentials apply. Linked, so that no copy of a credential is left when we are killed. */
async function borrowNpmrc(project: string, npmrc: string): Promise<void> {
  const source = join(process.env["npm_config_local_prefix"] ?? project, ".npmrc");
  if (!(await exists(source))) return;
  // Windows lets only some users link.
  await symlink(source, npmrc).catch(() => copyFile(source, npmrc));
}

async function npmFailed(error: ChildFailed): Promise<UserError> {
  if (error.notFound) {
    return new UserError("npm is not on the PATH; the first build on a machine fetches the build tools with it", {
      exitCode: ExitCode.toolMissing,
      hint: "install npm (it comes with Node), then build again",
      cause: error,
    });
  }
  return await childError("npm could not fetch the build tools", error, {
    step: "build-tools",
    hint: "check the network and npm's registry setting, then build again",
    isChatter: (line) => line.startsWith("npm http"),
  });
}

/** Such an npm is a script of the same name, or has a setting that we do not know. */
function nothingFetched(): UserError {
  return new UserError("npm ended well, but the build tools are not there", {
    exitCode: ExitCode.buildFailed,
    hint: `check that "npm" on the PATH is npm itself, and "npm config list" for unusual settings, then build again`,
  });
}

/** The package of a runtime has headers and manuals too, 60 MB that no build reads. The licence goes with the binary. */
async function keepOnlyExecutable(folder: string, runtime: Runtime): Promise<void> {
  const kept = ["package.json", "LICENSE", dirname(runtime.executable)];
  for (const name of await readdir(folder)) {
    if (!kept.includes(name)) await rm(join(folder, name), { recursive: true });
  }
}

/** A C library of another kind or age, or a cache folder mounted noexec, shows here and not in the middle of a build. */
async function proveRuntime(node: string, signal: AbortSignal): Promise<void> {
  try {
    await runNode(node, ["--version"], dirname(node), signal);
  } catch (cause) {
    if (!(cause instanceof ChildFailed)) throw cause;
    throw new UserError("the Node that binaries are built from does not start on this machine", {
      exitCode: ExitCode.buildFailed,
      details: cause.lastLines.length > 0 ? cause.lastLines : [cause.message],
      hint: `it needs Linux with glibc or Windows, and a cache folder that programs may be started from: set ${CACHE_VARIABLE} to another one`,
      cause,
    });
  }
}

/**
 * Takes 18 MB of symbols off, once for all builds; afterwards, with the bundle inside, is too late: it would be lost.
 * Where there is no strip, or one that does not know the file, binaries are just larger.
 */
async function stripSymbols(node: string, signal: AbortSignal): Promise<void> {
  if (process.platform !== "linux") return;
  const stripped = `${node}.stripped`;
  try {
    await runChild("strip", ["-o", stripped, node], { cwd: dirname(node), signal });
    await runNode(stripped, ["--version"], dirname(node), signal);
    await rename(stripped, node);
  } catch {
    signal.throwIfAborted();
    await rm(stripped, { force: true });
  }
}

/** Runs a pinned Node without the options that are meant for the host's Node, another version. */
function runNode(node: string, args: readonly string[], cwd: string, signal: AbortSignal) {
  return runChild(node, args, { cwd, env: { NODE_OPTIONS: undefined }, signal });
}

async function moveInto(finished: Kept, staging: string): Promise<void> {
  const { folder, runtime } = finished;
  const complete = join(staging, "complete");
  await mkdir(complete, { mode: PRIVATE });
  await rename(join(staging, "node_modules"), join(complete, "node_modules"));
  const { node, hash } = toolchainIn(complete, runtime);
  await writeFile(hash, `${await sha256OfFile(node)}\n`);
  try {
    await rename(complete, folder);
  } catch (error) {
    // Another build was first; or the folder that is there lacks something, and goes into what is removed next.
    if (await isIntact(finished)) return;
    await rename(folder, join(staging, "broken")).catch(() => Promise.reject(error));
    await rename(complete, folder);
  }
}
