import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SDK = join(import.meta.dirname, "..");
const rows = [...readFileSync(join(SDK, "ARCHITECTURE.md"), "utf8").matchAll(/\| `([\w/.-]+\.ts)`: (.+) \|$/gm)].map(
  ([, file = "", name = ""]): [string, string] => [file, name],
);

test("every situation in ARCHITECTURE.md names its test", () => {
  expect(rows.length).toBeGreaterThan(30);
});

test.each(rows)("%s has the test '%s'", (file, name) => {
  const path = file.startsWith("test/") ? join(SDK, "../..", file) : join(SDK, "src", file);
  expect(readFileSync(path, "utf8")).toContain(name);
});
