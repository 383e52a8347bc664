import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { flagsTable, sourcesTable } from "./readme.js";

test.each([
  ["flags", flagsTable],
  ["sources", sourcesTable],
])("README.md has the %s of the code's tables (npm run docs)", async (name, table) => {
  const readme = await readFile(join(import.meta.dirname, "../../README.md"), "utf8");
  expect(readme).toContain(`<!-- ${name} -->\n${table()}\n<!-- /${name} -->`);
});
