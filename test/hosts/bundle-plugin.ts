import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { chmod, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type BuildOptions } from "esbuild";
import { hostTarget } from "../../cli/languages/target.js";
import { makeBunExecutable } from "../../cli/languages/typescript/bun/executable.js";
import { BUN_BUNDLE, mapOf } from "../../cli/languages/typescript/bundle.js";
import type { RuntimeName } from "../../cli/languages/typescript/toolchain/runtime.js";
import { ensureRuntime, hostRuntime } from "../../cli/languages/typescript/toolchain/toolchain.js";
import { silentProgress } from "../../cli/run/progress/progress.js";

/** What the plugins of this run's tests are made for: `npm run test:bun` says bun. */
const RUNTIME: RuntimeName = process.env["TEST_RUNTIME"] === "bun" ? "bun" : "node";
const { signal } = new AbortController();

/** The plugins in test/hosts/plugins as executables: for Node.js without the work of a single binary, one file of CommonJS with a shebang. */
export class BundledPlugins {
  readonly #folder = mkdtempSync(join(tmpdir(), "plugins-"));
  readonly #made = new Map<string, Promise<string>>();

  constructor(readonly runtime: RuntimeName = RUNTIME) {}

  /** Made once, however often it is asked for. */
  bundle(name: string): Promise<string> {
    const made = this.#made.get(name) ?? this.#make(name);
    this.#made.set(name, made);
    return made;
  }

  async #make(name: string): Promise<string> {
    const outfile = join(this.#folder, name);
    if (this.runtime === "bun") await this.#compile(name, outfile);
    else {
      // This Node, whatever else is on the PATH.
      await build({ ...optionsFor(name), outfile, target: "node20", banner: { js: `#!${process.execPath}` } });
    }
    await chmod(outfile, 0o755);
    return outfile;
  }

  async #compile(name: string, output: string): Promise<void> {
    const workFolder = `${output}-work`;
    mkdirSync(workFolder);
    const outfile = join(workFolder, "bundle.cjs");
    await build({ ...optionsFor(name), outfile, target: "node24", keepNames: true, ...BUN_BUNDLE });
    await writeFile(mapOf(outfile), "{}");
    const bun = await ensureRuntime(hostRuntime("bun"), { project: workFolder, signal, progress: silentProgress });
    const options = { bun, base: bun, target: hostTarget(), bundle: outfile, output, workFolder, signal };
    await makeBunExecutable({ ...options, onLine: () => {} });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function optionsFor(name: string): BuildOptions {
  return {
    entryPoints: [fileURLToPath(new URL(`plugins/${name}.ts`, import.meta.url))],
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "silent",
  } satisfies BuildOptions;
}
