import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { sha256 } from "../../../cli/files/contents/sha256.js";
import packageJson from "../../../package.json" with { type: "json" };

/** What a project only carries: it changes with each build of the SDK, or has tests of its own. */
const CARRIED = /\.tgz$|\.whl$|^(requirements\.lock|package-lock\.json)$|^tools\/|^laniakea-plugin-sdk\/|^go\.sum$/;

/** The generator's version where a project names it: it is another one after each release. */
const VERSION = new RegExp(
  String.raw`(create-laniakea-plugin@|laniakea-plugin-sdk-|\+create\.|"name": "create-laniakea-plugin",\s+"version": ")` +
    packageJson.version.replaceAll(".", String.raw`\.`),
  "g",
);

/**
 * Every file of a project as one text: `=== path`, then the contents. What is only carried is left out, and so is what is another one
 * after each release. A hash in the project's record is shown only where it is wrong.
 */
export async function treeText(project: string): Promise<string> {
  const entries = await readdir(project, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const named = files.map((file) => ({ file, name: relative(project, file).split(sep).join("/") }));
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  const hashes = new Map(
    await Promise.all(named.map(async ({ file, name }) => [name, sha256(await readFile(file))] as const)),
  );
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
      .replace(/"([^"]+)": "([0-9a-f]{64})"/g, (line, name: string, hash: string) =>
        hashes.get(name) === hash ? `"${name}": "(its hash)"` : line,
      )
      .replace(VERSION, "$1(version)")
  );
}
