import { expect, test } from "vitest";
import { BlockClock } from "./block-clock.js";
import { numbersIn } from "./numbers.js";

const read = (text: string, type = "application/json") => numbersIn({ type, text });

test.each([
  ['{"celsius":21.5,"ok":true,"unit":"C"}', [{ path: "celsius", values: [21.5] }]],
  [
    '{"bus":{"volts":5,"probe":[{"t":1},{"t":2}]}}',
    [
      { path: "bus.volts", values: [5] },
      { path: "bus.probe[0].t", values: [1] },
      { path: "bus.probe[1].t", values: [2] },
    ],
  ],
  ["7", [{ path: "value", values: [7] }]],
  [
    '{"volts":[1,2,null],"intervalMs":4}',
    [
      { path: "volts", values: [1, 2, Number.NaN], intervalMs: 4 },
      { path: "intervalMs", values: [4] },
    ],
  ],
  ["no JSON", []],
  ['"text"', []],
])("the numbers in %s", (text, numbers) => {
  expect(read(text)).toEqual(numbers);
});

test.each([
  ["interval_ms", 4, 4],
  ["interval", 0.004, 4],
  ["rate_hz", 250, 4],
  ["sampleRate", 250, 4],
])("%s says how far apart samples are", (key, value, intervalMs) => {
  expect(read(JSON.stringify({ [key]: value, volts: [1, 2] })).at(-1)).toMatchObject({ path: "volts", intervalMs });
});

test("text of a number is one; bytes are none", () => {
  expect(read("21.5", "text/plain")).toEqual([{ path: "value", values: [21.5] }]);
  expect(numbersIn({ type: "application/octet-stream" })).toEqual([]);
});

test("a block ends at its frame's timestamp; without an interval it fills the time since the one before", () => {
  const clock = new BlockClock();
  const frame = (timestamp: number) => ({
    n: 1,
    at: timestamp,
    origin: { recording: 1 },
    source: "",
    type: "",
    timestamp,
    size: 0,
  });
  const values = [1, 2, 3, 4];
  expect(clock.timesOf("x", frame(1_000), { path: "x", values, intervalMs: 10 })).toEqual([970, 980, 990, 1_000]);
  expect(clock.timesOf("x", frame(1_400), { path: "x", values })).toEqual([1_100, 1_200, 1_300, 1_400]);
});

test("a timestamp that is far from the clock is not believed", () => {
  const frame = { n: 1, at: 1_700_000_000_000, origin: { recording: 1 }, source: "", type: "", timestamp: 12, size: 0 };
  expect(new BlockClock().timesOf("x", frame, { path: "x", values: [1] })).toEqual([1_700_000_000_000]);
});
