import { expect, test } from "vitest";
import { growthOf, medianOf, spreadOf } from "./summary.js";

test("the median is the middle one, or the mean of two, whatever the order", () => {
  expect(medianOf([10, 9, 100])).toBe(10);
  expect(medianOf([4, 1, 100, 2])).toBe(3);
});

test("the spread of numbers, and of none", () => {
  expect(spreadOf([2, 10, 3])).toEqual({ min: 2, median: 3, max: 10 });
  expect(spreadOf([])).toEqual({ min: Number.NaN, median: Number.NaN, max: Number.NaN });
});

test("growth compares the last third with the middle one: what the start costs is no growth", () => {
  expect(growthOf([10, 20, 50, 50, 50, 50])).toBe(1);
  expect(growthOf([10, 20, 50, 50, 75, 75])).toBe(1.5);
  expect(growthOf([1, 2])).toBeNaN();
});
