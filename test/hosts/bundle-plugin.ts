import { mkdtempSync, rmSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** The plugins in test/hosts/plugins as executables, without the work of a single binary: one file of CommonJS with a shebang. */
export class BundledPlugins {
  readonly #folder = mkdtempSync(join(tmpdir(), "plugins-"));

  async bundle(name: string): Promise<string> {
    const outfile = join(this.#folder, name);
    await build({
      entryPoints: [fileURLToPath(new URL(`plugins/${name}.ts`, import.meta.url))],
      outfile,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      // This Node, whatever else is on the PATH.
      banner: { js: `#!${process.execPath}` },
      logLevel: "silent",
    });
    await chmod(outfile, 0o755);
    return outfile;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
