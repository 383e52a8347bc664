import { expect, test } from "vitest";
import { nameInTests } from "./001-name-in-tests.js";

const rewrite = (path: string, text: string) => nameInTests.rewrite?.(path, text);
const OLD = `import { plugin } from "../src/plugin.ts";

test("x", () => {
  assert.equal(frame.source, "my-sensor");
});
`;
const NEW = OLD.replace('"my-sensor"', "plugin.name");

test("the plugin's name comes from the plugin, once", () => {
  expect(rewrite("test/plugin.test.ts", OLD)).toBe(NEW);
  expect(rewrite("test/plugin.test.ts", NEW)).toBe(NEW);
});

test("a test that does not know the plugin, and any other file, stay", () => {
  const other = OLD.replace("plugin }", "other }");
  expect(rewrite("test/plugin.test.ts", other)).toBe(other);
  expect(rewrite("test/mine.test.ts", OLD)).toBe(OLD);
});
