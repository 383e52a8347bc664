import { expect, test } from "vitest";
import { controller } from "./controller.js";
import { datasource } from "./datasource.js";
import { ConstraintError } from "./version-constraint.js";

async function* record() {}

test("a bad constraint fails where the plugin is defined, with Go's form for an npm one", () => {
  const define = () => datasource({ name: "demo", version: "1.0.0", laniakeaVersion: "^1.0.0", record });
  expect(define).toThrow(ConstraintError);
  expect(define).toThrow(">= 1.0.0, < 2.0.0");
});

test.each([
  [{ name: "", version: "1.0.0", record }, "a plugin needs a name"],
  [{ name: "demo", record }, "a plugin needs a version"],
  [{ name: "demo", version: "1.0.0" }, "a datasource needs record"],
  [{ name: "demo", version: "1.0.0", record, heartbeatMs: "10s" }, 'heartbeatMs is a time in ms, 0 or more, got "10s"'],
  [{ name: "demo", version: "1.0.0", record, watchdogMs: -1 }, "watchdogMs is a time in ms, 0 or more, got -1"],
])("%j is refused: %s", (definition, message) => {
  expect(() => datasource(definition as never)).toThrow(message);
});

test("a controller's commands must be functions", () => {
  expect(() => controller({ name: "demo", version: "1", commands: { on: true } as never })).toThrow(
    '"on" is not a function',
  );
  expect(() => controller({ name: "demo", version: "1" } as never)).toThrow("a controller needs commands");
});
