import { expect, test } from "vitest";
import { Frame } from "../../api/frame.js";
import { ValueWatch } from "./value-watch.js";

function missingOf(...payloads: readonly string[]): string | undefined {
  const watch = new ValueWatch();
  for (const payload of payloads) watch.push(new Frame({ type: "application/json", payload }));
  return watch.missing;
}

test.each([
  [['{"a":null}'], "no field of its one reading has a value: a"],
  [['{"a":null,"b":{"c":[null]}}', '{"d":null}'], "no field of its 2 readings has a value: a, b.c.0, d"],
  [["null", "{}"], "its 2 readings have no value"],
  [["[]"], "its one reading has no value"],
  [
    [JSON.stringify(Object.fromEntries([..."abcdefghijkl"].map((name) => [name, null])))],
    "no field of its one reading has a value: a, b, c, d, e, f, g, h, i, j, and 2 more",
  ],
] as const)("%j have no value", (payloads, missing) => {
  expect(missingOf(...payloads)).toBe(missing);
});

test.each([
  [['{"a":null,"b":0}']],
  [['{"a":null}', '{"a":false}', '{"a":null}']],
  [["21.5"]],
  // For others to look at.
  [["{"]],
  // Signs of life.
  [["", ""]],
  [[]],
] as const)("%j have one, or are none", (payloads) => {
  expect(missingOf(...payloads)).toBeUndefined();
});

test("what is no JSON is a value", () => {
  const watch = new ValueWatch();
  watch.push(new Frame({ type: "text/plain", payload: "null" }));
  expect(watch.missing).toBeUndefined();
});
