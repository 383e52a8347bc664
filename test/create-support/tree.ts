import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** Every file of a project as one text: `=== path`, then the contents. What changes with each build of the SDK is left out. */
export async function treeText(project: string): Promise<string> {
  const entries = await readdir(project, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const named = files.map((file) => ({ file, name: relative(project, file).split(sep).join("/") }));
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts = await Promise.all(
    named.map(async ({ file, name }) => {
      const text = name.endsWith(".tgz") ? "(the packed SDK)\n" : await readFile(file, "utf8");
      return `=== ${name}\n${text}`;
    }),
  );
  return parts.join("\n").replace(/("vendor\/[^"]+\.tgz": )"[0-9a-f]{64}"/, '$1"(its hash)"');
}
