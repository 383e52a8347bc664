import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";

/** One of each language and type, as `create-laniakea-plugin` 0.1.0 made it with `--yes --no-install`. */
export const OLD_PROJECTS = [
  "typescript-datasource",
  "typescript-controller",
  "python-datasource",
  "python-controller",
] as const;
export type OldProject = (typeof OLD_PROJECTS)[number];

/** All four in one file: their paths with their bytes, of which each is a character. */
const PACKED = join(import.meta.dirname, "made-by-0.1.0.json.br");

/** Puts a project of version 0.1.0 into a folder. @returns its folder. */
export async function unpackOldProject(name: OldProject, folder: string): Promise<string> {
  const files = JSON.parse(brotliDecompressSync(await readFile(PACKED)).toString()) as Record<string, string>;
  for (const [path, bytes] of Object.entries(files)) {
    if (!path.startsWith(`${name}/`)) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), Buffer.from(bytes, "latin1"));
  }
  return join(folder, name);
}
