import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const ROOT = dirname(import.meta.dirname);
const QUIRKS = readFileSync(join(import.meta.dirname, "QUIRKS.md"), "utf8");
const NAMES = [...QUIRKS.matchAll(/^### (.+)$/gm)].map(([, name = ""]) => name);

/** The quirks that the comments of a folder's files name. A comment breaks its lines where it likes. */
function namedIn(folder: string): { file: string; name: string }[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".ts") && !/(^|[/\\])(node_modules|dist)[/\\]/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(ROOT, folder, file), "utf8").replace(/\s*\n\s*(\*|\/\/) /g, " ");
      return [...text.matchAll(/QUIRKS\.md, "([^"]+)"/g)].map(([, name = ""]) => ({ file: join(folder, file), name }));
    });
}

test("each quirk has a name of its own and says all four things", () => {
  expect(new Set(NAMES).size).toBe(NAMES.length);
  for (const part of QUIRKS.split(/^### /m).slice(1)) {
    const labels = [...part.matchAll(/^- \*\*(\w+)\*\*: /gm)].map(([, label]) => label);
    expect(labels, part.split("\n")[0]).toEqual(["Daemon", "Seen", "Effect", "Answer"]);
  }
});

test("a comment that names a quirk names one that is there", () => {
  const named = ["sdk/typescript/src", "daemon", "cli", "test", "bench"].flatMap(namedIn);
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter(({ name }) => !NAMES.includes(name))).toEqual([]);
});

test("every file that QUIRKS.md names is there", () => {
  const links = [...QUIRKS.matchAll(/\]\((?!https:)([^)#]+)\)/g)].map(([, path = ""]) => path);
  expect(links.filter((path) => !existsSync(join(import.meta.dirname, path)))).toEqual([]);
});
