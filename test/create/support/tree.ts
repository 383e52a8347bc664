import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** What a project only carries: it changes with each build of the SDK, or has tests of its own. */
const CARRIED = /\.tgz$|\.whl$|^(requirements\.lock|package-lock\.json)$|^tools\//;

/** Every file of a project as one text: `=== path`, then the contents. What is only carried is left out. */
export async function treeText(project: string): Promise<string> {
  const entries = await readdir(project, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const named = files.map((file) => ({ file, name: relative(project, file).split(sep).join("/") }));
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts = await Promise.all(
    named.map(async ({ file, name }) => {
      const text = CARRIED.test(name) ? "(carried)\n" : await readFile(file, "utf8");
      return `=== ${name}\n${text}`;
    }),
  );
  return (
    parts
      .join("\n")
      // The texts once more, compressed.
      .replace(/"base": "[^"]+"/, '"base": "(the texts)"')
      .replace(/"([^"]+)": "[0-9a-f]{64}"/g, (line, name: string) =>
        CARRIED.test(name) ? `"${name}": "(its hash)"` : line,
      )
  );
}
