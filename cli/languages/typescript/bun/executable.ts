import { copyFile, mkdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ChildFailed, runChild } from "../../../process/child.js";
import { childError } from "../../../process/child-error.js";
import type { Target } from "../../target.js";
import { mapOf } from "../bundle.js";
import { NEEDS_MB, withLessMemory } from "../memory.js";
import { MAP_ASSET } from "../stack-traces.js";

export interface BunExecutableOptions {
  /** Path of this machine's Bun. */
  readonly bun: string;
  /** Path of the target's Bun, which the executable is a copy of. */
  readonly base: string;
  readonly target: Target;
  /** One CommonJS file with everything in it, with its source map beside it. */
  readonly bundle: string;
  readonly output: string;
  /** A folder of ours for what is made on the way. */
  readonly workFolder: string;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/**
 * Not minified: names of functions would be lost, and it starts no earlier, as what is parsed is in the bytecode. Bun prints the
 * code anew, so its own source map leads back to the bundle, and ours from there (stack-traces.ts). What is in the folder in which a
 * plugin is started is not the plugin's: neither a .env nor a bunfig.toml there.
 */
const FLAGS = [
  "--compile",
  "--bytecode",
  "--format=cjs",
  "--sourcemap=inline",
  "--no-compile-autoload-dotenv",
  "--no-compile-autoload-bunfig",
];

/**
 * Puts a bundle into a copy of a Bun for any kind of machine, without the network.
 * @throws {UserError} with Bun's last lines (exit code 5).
 */
export async function makeBunExecutable(options: BunExecutableOptions): Promise<void> {
  const { bun, base, bundle, output, workFolder, signal, onLine } = options;
  const targetName = options.target.name;
  const target = `bun-${targetName.replace("win32", "windows")}`;
  // Bun adds `.exe` for Windows by itself, and leaves its map beside the result.
  const folder = join(workFolder, `${target}-out`);
  const made = join(folder, target.includes("windows") ? "plugin.exe" : "plugin");
  const places = [`--target=${target}`, `--compile-executable-path=${base}`, `--outfile=${made}`];
  const args = ["build", ...FLAGS, ...places, `--asset=${MAP_ASSET}`, bundle];
  // A setting of the person's for Bun, or for a Bun that is built into another program, is not for this one.
  const env = {
    NODE_OPTIONS: undefined,
    BUN_OPTIONS: undefined,
    TMPDIR: workFolder,
    TEMP: workFolder,
    TMP: workFolder,
  };
  await copyFile(mapOf(bundle), join(dirname(bundle), MAP_ASSET));
  await Promise.all([folder, dirname(output)].map((path) => mkdir(path, { recursive: true })));
  try {
    await runChild(bun, args, { cwd: dirname(bundle), env, signal, onLine });
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    throw await childError("the bundle could not be made into an executable", error, {
      step: "executable",
      needsMb: NEEDS_MB.bun,
      hintWhenKilled: withLessMemory("bun", targetName),
    });
  }
  await rename(made, output);
}
