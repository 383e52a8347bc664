import { availableParallelism } from "node:os";
import { join } from "node:path";
import { inStep } from "../../run/step.js";
import type { MakeOptions } from "../language.js";
import { addonFiles } from "./addons/addon-files.js";
import { addonAssets } from "./addons/assets.js";
import { bundle } from "./bundle.js";
import { makeExecutable } from "./executable.js";
import { RUNTIME_ABI } from "./toolchain/runtime.js";
import { ensureToolchain } from "./toolchain/toolchain.js";
import { typecheck } from "./typecheck.js";

/** What the compiler and pkg take together, in bytes of memory, for a project with some dependencies. */
const ROOM_FOR_BOTH = 1.5e9;

/**
 * One bundle, put into a copy of the pinned Node. The compiler runs beside that where there is room, and has the last word:
 * nothing is made of a project with type errors.
 * @throws {UserError} exit 5, or 4 when npm is missing.
 */
export async function make(options: MakeOptions): Promise<void> {
  const { project, signal, progress } = options;
  const check = () => typecheck(project, signal);
  if (!hasRoomForBoth()) {
    await inStep(progress, "Checking types", check);
    return await makeOf(options, "Making the executable", Promise.resolve());
  }
  const types = check();
  try {
    await makeOf(options, "Checking types, making the executable", types);
  } catch (error) {
    // What cannot be bundled is often mistyped, too, and the compiler says it better.
    await types;
    throw error;
  }
}

/** A small machine would end one of them. */
function hasRoomForBoth(): boolean {
  return availableParallelism() > 1 && process.availableMemory() > ROOM_FOR_BOTH;
}

async function makeOf(options: MakeOptions, title: string, types: Promise<void>): Promise<void> {
  const { project, work, made, progress, onWarning } = options;
  const mistyped = new AbortController();
  types.catch((error: unknown) => mistyped.abort(error));
  const signal = AbortSignal.any([options.signal, mistyped.signal]);
  const code = join(work, "bundle.cjs");
  const { warnings, addons } = await inStep(progress, "Bundling", () => bundle(project, code));
  for (const warning of warnings) onWarning?.(warning);
  const { platform, arch } = process;
  const assets = await addonAssets(addonFiles(addons, { platform, arch, nodeAbi: RUNTIME_ABI }), work);
  signal.throwIfAborted();
  const toolchain = await ensureToolchain({ project, signal, progress });
  await inStep(progress, title, async (step) => {
    const onLine = (line: string) => step.update(line);
    const making = makeExecutable({ toolchain, bundle: code, assets, output: made, workFolder: work, signal, onLine });
    // Whichever fails, nothing is left running that writes into the work folder.
    await Promise.allSettled([types, making]);
    await types;
    await making;
  });
}
