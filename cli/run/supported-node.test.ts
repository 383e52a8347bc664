import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import generator from "../../package.json" with { type: "json" };
import sdk from "../../sdk/typescript/package.json" with { type: "json" };
import { nodeProblem, SUPPORTED_NODE } from "./supported-node.js";

test.each(["20.19.0", "20.20.2", "22.12.0", "23.0.0", "24.1.0"])("Node.js %s is fine", (version) => {
  expect(nodeProblem(version)).toBeUndefined();
});

test.each(["18.20.4", "20.17.0", "20.18.3", "21.7.0", "22.9.0", "22.11.0"])(
  "Node.js %s is not, and it says what is",
  (version) => {
    expect(nodeProblem(version)?.message).toBe(`this is Node.js ${version}; ^20.19 || >=22.12 is needed`);
  },
);

test("both packages say the same to package managers", () => {
  expect([generator.engines.node, sdk.engines.node]).toEqual([SUPPORTED_NODE, SUPPORTED_NODE]);
});

test.each(["README.md", "CONTRIBUTING.md"])("%s says the same to people", (file) => {
  const text = readFileSync(join(import.meta.dirname, "../..", file), "utf8");
  const ranges = text.match(/\^\d+\.\d+ \|\| >=\d+\.\d+/g) ?? [];
  expect(ranges.length).toBeGreaterThan(0);
  expect(new Set(ranges)).toEqual(new Set([SUPPORTED_NODE]));
});
