import { expect, test } from "vitest";
import { parseCommandLine } from "./command-lines.js";

test.each([
  ["read", { command: "read" }],
  ["  start-record  ", { command: "start-record" }],
  ['set {"target": 21}', { command: "set", args: { target: 21 } }],
  ['{"command": "read", "id": 1}', { command: "read", id: 1 }],
])("%j is a command", (line, request) => {
  expect(parseCommandLine(line)).toEqual(request);
});

test("arguments that are not JSON are refused", () => {
  expect(() => parseCommandLine("set target=21")).toThrow(SyntaxError);
});
