import { expect, test } from "vitest";
import { pan, rangeOf, togglePause, zoomBy, zoomTo } from "./time-window.js";

const FOLLOWS = { spanMs: 10_000, end: undefined };

test("a window follows until it is paused, and then stays whatever comes", () => {
  expect(rangeOf(FOLLOWS, 50_000)).toEqual([40_000, 50_000]);
  const paused = togglePause(FOLLOWS, 50_000);
  expect(rangeOf(paused, 99_000)).toEqual([40_000, 50_000]);
  expect(togglePause(paused, 99_000)).toEqual(FOLLOWS);
});

test("panning back stops, and past the newest it follows again", () => {
  const back = pan(FOLLOWS, -0.5, 50_000);
  expect(rangeOf(back, 60_000)).toEqual([35_000, 45_000]);
  expect(pan(back, 0.5, 49_000)).toEqual(FOLLOWS);
});

test("zooming keeps what is in the centre where it is", () => {
  const window = zoomTo(10_000, 20_000);
  const near = zoomBy(window, 0.5, 12_500, 99_000);
  expect(rangeOf(near, 99_000)).toEqual([11_250, 16_250]);
  expect(zoomBy(FOLLOWS, 2, 0, 50_000)).toEqual({ spanMs: 20_000, end: undefined });
});

test("a span of nothing is a millisecond", () => {
  expect(zoomTo(5, 5)).toEqual({ spanMs: 1, end: 6 });
});
