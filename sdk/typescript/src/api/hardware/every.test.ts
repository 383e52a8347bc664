import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sleep } from "../sleep.js";
import { every } from "./every.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** When each turn begins, in ms, of turns that work for so long. */
async function turnsOf(ms: number, work: readonly number[]): Promise<number[]> {
  const end = new AbortController();
  const start = performance.now();
  const began: number[] = [];
  const over = (async () => {
    for await (const _ of every(ms, end.signal)) {
      began.push(performance.now() - start);
      await sleep(work[began.length - 1] ?? 0);
      if (began.length === work.length) end.abort();
    }
  })();
  await vi.runAllTimersAsync();
  await over;
  return began;
}

test("the first turn comes at once, and the others each interval, however long their work takes within it", async () => {
  expect(await turnsOf(100, [0, 60, 99, 0])).toEqual([0, 100, 200, 300]);
});

test("a turn that is late is not made up for", async () => {
  expect(await turnsOf(100, [0, 350, 0, 0])).toEqual([0, 100, 450, 550]);
});

test("it ends in the middle of a wait, and gives no turn to who comes after the end", async () => {
  const end = new AbortController();
  const turns = every(1_000, end.signal)[Symbol.asyncIterator]();
  expect(await turns.next()).toEqual({ done: false, value: undefined });
  const last = turns.next();
  end.abort();
  expect(await last).toEqual({ done: true, value: undefined });
  const none = every(1_000, AbortSignal.abort())[Symbol.asyncIterator]();
  expect(await none.next()).toEqual({ done: true, value: undefined });
});

test("turns that are late all the time still let an abort come", async () => {
  vi.useRealTimers();
  const end = new AbortController();
  setTimeout(() => end.abort(), 5);
  for await (const _ of every(0.001, end.signal)) await Promise.resolve();
  expect(end.signal.aborted).toBe(true);
});

test.each([0, -1, Number.NaN])("%s ms are no time between two turns", (ms) => {
  expect(() => every(ms, new AbortController().signal)).toThrow(RangeError);
});
