import { expect, test } from "vitest";
import { classifyLine } from "./host-line.js";

test.each([
  ['{"@level":"info","@message":"hello"}', "record"],
  [' {"@level":"info","@message":"hello","@timestamp":"x","n":1}', "record"],
  ['{"@level":"info","@message":5}', "panic"],
  ['{"@message":null}', "panic"],
  ['  {"@level":{}}', "panic"],
  ['{"@timestamp":1663728274439,"@message":"a","@level":"info"}', "panic"],
  [String.raw`{"\u0040level":1}`, "panic"],
  ['{"@level":"info","@level":1}', "panic"],
  ['{"@module":5}', "text"],
  ['{"message":5,"level":30}', "text"],
  ['{"@message":5', "text"],
  ['[{"@message":5}]', "text"],
  ["null", "text"],
  ["", "text"],
  ["Error: no sensor", "text"],
])("a host takes %s for a %s", (line, kind) => {
  expect(classifyLine(line)).toBe(kind);
});
