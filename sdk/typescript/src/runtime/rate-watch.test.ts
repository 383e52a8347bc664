import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FRAME_GAP_MS } from "../../../../daemon/timing.js";
import { sleep } from "../api/sleep.js";
import { RateWatch } from "./rate-watch.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What is told of so many readings that come so fast, in bursts of some, when each frame takes as long as the daemon wants. */
async function told(perSecond: number, readings: number, burst = 1): Promise<unknown[]> {
  const warn = vi.fn();
  const watch = RateWatch.of(FRAME_GAP_MS, { warn });
  const start = performance.now();
  const over = (async () => {
    for (let n = 0; n < readings; n++) {
      const comesAt = start + (burst * Math.floor(n / burst) * 1000) / perSecond;
      const reading = comesAt > performance.now() ? sleep(comesAt - performance.now()) : Promise.resolve();
      await watch?.waitFor(reading);
      await sleep(FRAME_GAP_MS);
    }
  })();
  await vi.runAllTimersAsync();
  await over;
  return warn.mock.calls.map(([message]) => message);
}

test("readings that come faster than frames leave are told once, with what to do", async () => {
  expect(await told(50, 1_000)).toEqual([
    "yield waits most of the time: the daemon takes 40 frames a second of a plugin at most, and readings that come faster are late; " +
      "put several readings into one frame, with batch",
  ]);
});

test("readings that come more slowly are not, alone or in bursts", async () => {
  expect(await told(30, 1_000)).toEqual([]);
  expect(await told(30, 1_000, 60)).toEqual([]);
});

test("a burst is caught up with before it is told", async () => {
  expect(await told(10_000, 99)).toEqual([]);
});

test("where nobody is kept waiting, nothing is watched", () => {
  expect(RateWatch.of(0, { warn() {} })).toBeUndefined();
});
