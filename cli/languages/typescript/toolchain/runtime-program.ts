import { readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CACHE_VARIABLE } from "../../../files/cache-folder.js";
import { ChildFailed, runChild } from "../../../process/child.js";
import { ExitCode, UserError } from "../../../run/errors.js";
import { type Runtime, RUNTIME_TITLES } from "./runtime.js";

/** The package of a runtime has headers and manuals too, 60 MB that no build reads. The licence goes with the binary. */
export async function keepOnlyExecutable(folder: string, runtime: Runtime): Promise<void> {
  const kept = ["package.json", "LICENSE", dirname(runtime.executable)];
  for (const name of await readdir(folder)) {
    if (!kept.includes(name)) await rm(join(folder, name), { recursive: true });
  }
}

/** A C library of another kind or age, or a cache folder mounted noexec, shows here and not in the middle of a build. */
export async function proveRuntime(program: string, { name }: Runtime, signal: AbortSignal): Promise<void> {
  try {
    await runNode(program, ["--version"], dirname(program), signal);
  } catch (cause) {
    if (!(cause instanceof ChildFailed)) throw cause;
    throw new UserError(`the ${RUNTIME_TITLES[name]} that binaries are built from does not start on this machine`, {
      exitCode: ExitCode.buildFailed,
      details: cause.lastLines.length > 0 ? cause.lastLines : [cause.message],
      hint: `it needs a newer C library, or a cache folder that programs may be started from: set ${CACHE_VARIABLE} to another one`,
      cause,
    });
  }
}

/**
 * Takes 18 MB of symbols off, once for all builds; afterwards, with the bundle inside, is too late: it would be lost.
 * Where there is no strip, or one that does not know the file, binaries are just larger.
 */
export async function stripSymbols(node: string, signal: AbortSignal): Promise<void> {
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
