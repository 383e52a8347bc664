import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { flagsTable } from "./readme.js";

test("README.md shows every flag as --help does (npm run docs)", async () => {
  const readme = await readFile(join(import.meta.dirname, "../../README.md"), "utf8");
  expect(readme).toContain(`<!-- flags -->\n${flagsTable()}\n<!-- /flags -->`);
});
