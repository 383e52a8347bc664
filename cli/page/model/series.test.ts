import fc from "fast-check";
import { expect, test } from "vitest";
import { columnsOf } from "./columns.js";
import { Series } from "./series.js";

const HOUR_MS = 3_600_000;

test("old samples are thinned and peaks stay, in memory that does not grow", () => {
  const series = new Series("volts");
  const peakAt = 1_000;
  let bytes = 0;
  for (let time = 0; time < 4 * HOUR_MS; time += 4) {
    series.push(time, time === peakAt ? 99 : Math.sin(time / 500));
    if (time === 2 * HOUR_MS) bytes = series.bytes;
  }
  // The last tier alone still has room to grow: it is for a day.
  expect(series.bytes - bytes).toBeLessThan(200_000);
  const values: number[] = [];
  series.visit(0, 4 * HOUR_MS, (_, low, high) => values.push(low, high));
  expect(Math.max(...values.slice(0, 100))).toBe(99);
  expect(values.length).toBeLessThan(100_000);
});

test("what is drawn has the extremes of all samples in sight", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ step: fc.integer({ min: 0, max: 50 }), value: fc.integer({ min: -1_000, max: 1_000 }) }), {
        minLength: 1,
        maxLength: 500,
      }),
      fc.integer({ min: 10, max: 400 }),
      (steps, pixels) => {
        const series = new Series("x");
        let time = 1_000_000;
        for (const { step, value } of steps) series.push((time += step), value);
        const { curves } = columnsOf([series], 1_000_000, time + 1, pixels);
        const drawn = (curves[0] ?? []).filter((value) => typeof value === "number");
        const values = steps.map(({ value }) => value);
        expect(Math.max(...drawn)).toBe(Math.max(...values));
        expect(Math.min(...drawn)).toBe(Math.min(...values));
      },
    ),
  );
});

test("a gap is null from the last value before it to the first after it", () => {
  const series = new Series("x");
  series.push(0, 1);
  series.gap(10);
  series.push(100, 2);
  const { curves } = columnsOf([series], 0, 100, 100);
  const between = curves[0]?.slice(curves[0].indexOf(1) + 1, curves[0].lastIndexOf(2)) ?? [];
  expect(between.length).toBeGreaterThan(100);
  expect(new Set(between)).toEqual(new Set([null]));
});

test("where nothing broke off a line goes on: there is no null", () => {
  const series = new Series("x");
  series.push(0, 1);
  series.push(100, 2);
  expect(columnsOf([series], 0, 100, 100).curves[0]).not.toContain(null);
});

test("a line from outside of the window to outside is cut at its edges, on its way", () => {
  const series = new Series("x");
  series.push(0, 0);
  series.push(1_000, 10);
  const drawn = columnsOf([series], 400, 600, 100).curves[0]?.filter((value) => typeof value === "number");
  expect(drawn).toEqual([4, 6]);
});

test("a gap that begins or ends outside of the window is no line at its edge", () => {
  const series = new Series("x");
  series.push(0, 0);
  series.gap(100);
  series.push(500, 5);
  series.gap(700);
  series.push(1_000, 10);
  const drawn = columnsOf([series], 400, 600, 100).curves[0]?.filter((value) => typeof value === "number");
  expect(drawn).toEqual([5]);
});
