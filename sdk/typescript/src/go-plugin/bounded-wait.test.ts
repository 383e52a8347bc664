import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { within } from "./bounded-wait.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new Promise<never>(() => {});
const late = () => "late";

test("work that ends in time gives its value, and leaves no timer", async () => {
  expect(await within(100, Promise.resolve("done"), late)).toBe("done");
  expect(await within(100, undefined, late)).toBeUndefined();
  expect(vi.getTimerCount()).toBe(0);
});

test("work that fails in time fails the wait, and leaves no timer", async () => {
  await expect(within(100, Promise.reject(new Error("broken")), late)).rejects.toThrow("broken");
  expect(vi.getTimerCount()).toBe(0);
});

test("the bound is neither short nor long", async () => {
  const heard = vi.fn(late);
  const waited = within(100, never, heard);
  await vi.advanceTimersByTimeAsync(99);
  expect(heard).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await waited).toBe("late");
});

test("what `late` throws fails the wait", async () => {
  const waited = within(100, never, () => {
    throw new Error("too late");
  });
  const failed = expect(waited).rejects.toThrow("too late");
  await vi.advanceTimersByTimeAsync(100);
  await failed;
});

test("work that fails after the bound is no unhandled rejection", async () => {
  let fail = (_: Error) => {};
  const work = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const waited = within(100, work, late);
  await vi.advanceTimersByTimeAsync(100);
  fail(new Error("after the end"));
  expect(await waited).toBe("late");
});

test.each([Number.POSITIVE_INFINITY, 3e9])("%d ms is no bound", async (ms) => {
  const heard = vi.fn(late);
  void within(ms, never, heard);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(heard).not.toHaveBeenCalled();
});
