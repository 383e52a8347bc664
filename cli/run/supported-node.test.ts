import { expect, test } from "vitest";
import generator from "../../package.json" with { type: "json" };
import sdk from "../../sdk/typescript/package.json" with { type: "json" };
import { nodeProblem, SUPPORTED_NODE } from "./supported-node.js";

test.each(["20.17.0", "20.20.2", "22.9.0", "23.0.0", "24.1.0"])("Node.js %s is fine", (version) => {
  expect(nodeProblem(version)).toBeUndefined();
});

test.each(["18.20.4", "20.16.0", "21.7.0", "22.8.0"])("Node.js %s is not, and it says what is", (version) => {
  expect(nodeProblem(version)?.message).toBe(`this is Node.js ${version}; ${SUPPORTED_NODE} is needed`);
});

test("both packages say the same to package managers", () => {
  expect([generator.engines.node, sdk.engines.node]).toEqual([SUPPORTED_NODE, SUPPORTED_NODE]);
});
