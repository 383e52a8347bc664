import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { releaseNotes } from "./version.js";

export interface PackOptions {
  /** Leaves out the build that npm does before it packs. Default: false. */
  readonly isBuilt?: boolean;
}

/**
 * Puts what a release consists of into a folder: both packages as npm publishes them, the Python SDK's wheel, their sums, and the
 * notes. The Python SDK is in no registry: the generator carries it.
 */
export async function packRelease(root: string, folder: string, { isBuilt = false }: PackOptions = {}): Promise<void> {
  const notes = await releaseNotes(root);
  const target = resolve(root, folder);
  await mkdir(target, { recursive: true });
  const npm = ["pack", "--workspaces", "--include-workspace-root", "--pack-destination", target];
  await promisify(execFile)("npm", isBuilt ? [...npm, "--ignore-scripts"] : npm, { cwd: root });
  const vendor = join(root, "dist/vendor");
  for (const name of await readdir(vendor)) {
    if (name.endsWith(".whl")) await copyFile(join(vendor, name), join(target, name));
  }
  const sums = (await readdir(target)).filter((name) => /\.(tgz|whl)$/.test(name)).sort();
  const lines = sums.map(async (name) => {
    const sum = createHash("sha256").update(await readFile(join(target, name)));
    return `${sum.digest("hex")}  ${name}\n`;
  });
  await writeFile(join(target, "SHA256SUMS"), (await Promise.all(lines)).join(""));
  await writeFile(join(target, "notes.md"), notes);
}
