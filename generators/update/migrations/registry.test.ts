import { expect, test } from "vitest";
import { MIGRATIONS } from "./registry.js";

test("migrations are numbered from one, each with a sentence", () => {
  expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  for (const { sentence } of MIGRATIONS) expect(sentence).toMatch(/^[A-Z].+\.$/);
});
