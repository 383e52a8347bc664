import { expect, test } from "vitest";
import { csvOf } from "./csv.js";
import type { ObservedFrame } from "./events.js";

function frame(timestamp: number, value: unknown, source = "room"): ObservedFrame {
  const text = JSON.stringify(value);
  return {
    n: 1,
    at: timestamp,
    origin: { recording: 1 },
    source,
    type: "application/json",
    timestamp,
    size: text.length,
    text,
  };
}

test("a row a frame, a column a number", () => {
  const csv = csvOf([
    frame(0, { a: 1.5 }),
    frame(1_000, { a: 2, "b,c": 3 }, 'say "x"'),
    frame(2_000, { text: "none" }),
  ]);
  expect(csv.split("\r\n")).toEqual([
    'time,timestamp_ms,source,a,"b,c"',
    "1970-01-01T00:00:00.000Z,0,room,1.5,",
    '1970-01-01T00:00:01.000Z,1000,"say ""x""",2,3',
    "",
  ]);
});

test("a block has a row a sample, at its own time; a sample that is missing is empty", () => {
  const csv = csvOf([frame(1_000, { intervalMs: 10, v: [1, null, 3] })]);
  expect(
    csv
      .split("\r\n")
      .slice(1, -1)
      .map((row) => row.split(",").slice(1)),
  ).toEqual([
    ["980", "room", "", "1"],
    ["990", "room", "", ""],
    ["1000", "room", "10", "3"],
  ]);
});
