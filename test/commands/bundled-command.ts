import { chmod, copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

/** The command `laniakea-plugin` from its sources, as one file in `folder`. @returns its path. */
export async function bundleCommand(folder: string): Promise<string> {
  const outfile = join(folder, "main.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "../../cli/main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["esbuild"],
    logLevel: "silent",
    banner: { js: 'import { createRequire as r } from "node:module"; const require = r(import.meta.url);' },
  });
  return outfile;
}

/** Puts a plugin where a project's build puts `demo`. */
export async function putBuilt(project: string, plugin: string): Promise<void> {
  const executable = join(project, "dist", "demo");
  await mkdir(join(project, "dist"), { recursive: true });
  await copyFile(plugin, executable);
  await chmod(executable, 0o755);
}
