import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CheckFailed } from "./checklist.js";
import { PaceWatch } from "./pace-watch.js";

let now = 1_000;
let pace: PaceWatch;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  vi.spyOn(performance, "now").mockImplementation(() => now);
  pace = new PaceWatch();
});
afterEach(() => {
  pace.stop();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Time in which this process runs. */
function awake(ms: number): void {
  for (let passed = 0; passed < ms; passed++) {
    now++;
    vi.advanceTimersByTime(1);
  }
}

/** Time in which it does not. `looksFirst`: its timers come before what has been read. */
function heldUp(ms: number, looksFirst: boolean): void {
  now += ms;
  if (looksFirst) vi.advanceTimersByTime(5);
}

test("a plugin that leaves the gap passes", () => {
  for (let n = 0; n < 10; n++) {
    pace.arrived();
    awake(25);
  }
});

test("the second of two that come together fails, and so does a later one", () => {
  awake(100);
  pace.arrived();
  awake(25);
  pace.arrived();
  awake(2);
  expect(() => pace.arrived()).toThrow(CheckFailed);
  expect(() => pace.arrived()).toThrow("two readings 0.0 ms apart");
});

test.each([false, true])("what has waited for this process tells nothing of its sender (timers first: %s)", (first) => {
  awake(100);
  pace.arrived();
  heldUp(60, first);
  pace.arrived();
  pace.arrived();
  awake(2);
  pace.arrived();
  expect(pace.hasSeenNone).toBe(false);
  // From here on it does.
  awake(25);
  pace.arrived();
  expect(() => pace.arrived()).toThrow("two readings 0.0 ms apart");
});

test("says when it has seen no gap at all", () => {
  expect(pace.hasSeenNone).toBe(false);
  for (let n = 0; n < 5; n++) {
    heldUp(40, false);
    pace.arrived();
    expect(pace.hasSeenNone).toBe(n > 0);
  }
});
