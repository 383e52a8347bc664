import { expect, test } from "vitest";
import { DEFAULT_TIMEOUT_MS, timeoutMsOf } from "./timing.js";

test("a plugin's timeout is its entry's, in seconds, and 0 there is the daemon's default", () => {
  expect(timeoutMsOf({ timeout: 90 })).toBe(90_000);
  expect(timeoutMsOf({ timeout: 0 })).toBe(30_000);
  expect(DEFAULT_TIMEOUT_MS).toBe(30_000);
});
