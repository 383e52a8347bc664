import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";

/** What installs and builds make, and what an update keeps to itself. */
const MADE =
  /^(node_modules|\.venv|dist|build|\.create-laniakea-plugin\.update[^/]*|\.(pytest|mypy|ruff)_cache|\.git)(\/|$)|__pycache__|\.egg-info(\/|$)|(^|\/)\.[^/]+\.tmp$/;

/** All files of a project, each as a text in which a character is a byte. */
export async function filesOf(project: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(project, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name).split(sep).join("/");
      if (MADE.test(path)) continue;
      if (entry.isDirectory()) await visit(path);
      else files.set(path, await readFile(join(project, path), "latin1"));
    }
  };
  await visit(".");
  return new Map([...files].sort());
}
