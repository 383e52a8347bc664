import { expect, test } from "vitest";
import type { Hello, PageEvent } from "./events.js";
import { MOST_SERIES, Observed } from "./observed.js";
import { silenceOf } from "./rates.js";

const HELLO: Hello = {
  session: "1",
  name: "room",
  type: "datasource",
  timeoutMs: 30_000,
  mode: "live",
  status: { run: "running", recording: true, restarts: 0, commands: [] },
};

function frame(n: number, payload: unknown, more: object = {}): PageEvent {
  const text = JSON.stringify(payload);
  const at = 1_700_000_000_000 + n * 100;
  return {
    kind: "frame",
    n,
    at,
    origin: { recording: 1 },
    source: "room",
    type: "application/json",
    timestamp: at - 3,
    size: text.length,
    text,
    ...more,
  };
}

function observe(...events: readonly PageEvent[]): Observed {
  const observed = new Observed(HELLO);
  for (const event of events) observed.apply(event);
  return observed;
}

test("frames that are missing are counted as left out", () => {
  const observed = observe(frame(3, { a: 1 }), frame(4, { a: 2 }), frame(9, { a: 3 }));
  expect(observed).toMatchObject({ leftOut: 6, frameCount: 9, heldMs: 3 });
  expect(observed.series.get("a")).toMatchObject({ count: 3, value: 3 });
});

test("another source, and each command, has curves of its own", () => {
  const observed = observe(
    { kind: "sent", id: "x", at: 0, request: { command: "read" } },
    frame(1, { a: 1 }, { origin: { command: "x" } }),
    frame(2, { a: 1 }, { source: "hall" }),
    frame(3, { a: 1 }),
    { kind: "answer", id: "x", at: 1, error: "no" },
  );
  expect([...observed.series.keys()]).toEqual(["read: a", "hall a", "a"]);
  expect(observed.exchanges.get("x")).toMatchObject({ end: { error: "no" } });
  expect(observed.exchanges.get("x")?.answers.length).toBe(1);
});

test("the curves of a recording are named as they were while it was made", () => {
  const observed = new Observed({ ...HELLO, name: "frames.jsonl", mode: "file" });
  observed.apply(frame(1, { a: 1 }));
  observed.apply(frame(2, { a: 1 }, { source: "kitchen" }));
  expect([...observed.series.keys()]).toEqual(["a", "kitchen a"]);
});

test("curves have the same colour after a restart, and no two the same", () => {
  const names = { celsius: 1, volts: 2, pressure: 3, humidity: 4 };
  const colours = () => Object.keys(names).map((name) => observe(frame(1, names)).colours.of(name));
  expect(colours()).toEqual(colours());
  expect(new Set(colours()).size).toBe(4);
});

test("more curves than can be told apart are left out, and counted", () => {
  const many = (start: number) =>
    Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`c${start + index}`, 1]));
  const observed = observe(frame(1, many(0)), frame(2, many(40)));
  expect(observed.series.size).toBe(MOST_SERIES);
  expect(observed.seriesLeftOut.size).toBe(80 - MOST_SERIES);
});

test("memory is bounded: the oldest frames go, and the log's oldest", () => {
  const observed = new Observed(HELLO);
  const text = JSON.stringify({ text: "x".repeat(100_000) });
  for (let n = 1; n <= 1_000; n++) observed.apply(frame(n, {}, { text }));
  expect(observed.frames.weight).toBeLessThanOrEqual(32 * 2 ** 20);
  expect(observed.frames.total).toBe(1_000);
  expect(observed.frames.newest(1)).toMatchObject([{ n: 1_000 }]);
  for (let at = 0; at < 6_000; at++) {
    observed.apply({ kind: "log", at, level: "warn", message: "behind", fields: { dropped: 2 }, from: "plugin" });
  }
  expect(observed.log.length).toBe(5_000);
  expect(observed.dropped).toBe(12_000);
});

test("rates are those of the last whole seconds", () => {
  const observed = observe(...Array.from({ length: 100 }, (_, index) => frame(index + 1, { a: 1 })));
  const { frames } = observed.rates.at(1_700_000_000_000 + 10_000);
  expect(frames).toBeCloseTo(10, 0);
  expect(observed.rates.at(1_700_000_060_000)).toEqual({ frames: 0, bytes: 0 });
});

test("a silence is warned of before the daemon would end it", () => {
  expect([1_000, 14_999, 15_000, 29_999, 30_000].map((age) => silenceOf(age, 30_000))).toEqual([
    "fine",
    "fine",
    "long",
    "long",
    "over",
  ]);
});
