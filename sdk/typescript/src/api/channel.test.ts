import fc from "fast-check";
import { expect, test } from "vitest";
import { channel, ChannelOverflowError } from "./channel.js";

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const value of values) taken.push(value);
  return taken;
}

function filled(overflow: "drop-oldest" | "drop-newest" | "error") {
  const numbers = channel<number>({ capacity: 2, overflow });
  const taken = [1, 2, 3, 4].map((n) => numbers.push(n));
  numbers.close();
  return { numbers, taken };
}

test("a full channel drops the oldest value, unless it is told otherwise", async () => {
  const oldest = filled("drop-oldest");
  expect(oldest.taken).toEqual([true, true, true, true]);
  expect(oldest.numbers.dropped).toBe(2);
  expect(await all(oldest.numbers)).toEqual([3, 4]);

  const newest = filled("drop-newest");
  expect(newest.taken).toEqual([true, true, false, false]);
  expect(await all(newest.numbers)).toEqual([1, 2]);
});

test("a channel that must lose nothing ends with an error after what was waiting", async () => {
  const { numbers, taken } = filled("error");
  expect(taken).toEqual([true, true, false, false]);
  const read: number[] = [];
  await expect(async () => {
    for await (const n of numbers) read.push(n);
  }).rejects.toBeInstanceOf(ChannelOverflowError);
  expect(read).toEqual([1, 2]);
});

test("a reader waits for a value, and for the end", async () => {
  const texts = channel<string>();
  const reading = all(texts);
  texts.push("a");
  await Promise.resolve();
  texts.push("b");
  texts.close(new Error("cable pulled"));
  await expect(reading).rejects.toThrow("cable pulled");
  expect(texts.push("c")).toBe(false);
});

test("an aborted signal closes it, and so does a reader that leaves", async () => {
  const stop = new AbortController();
  const reading = all(channel({ signal: stop.signal }));
  stop.abort();
  expect(await reading).toEqual([]);
  expect(await all(channel({ signal: stop.signal }))).toEqual([]);

  const left = channel<number>();
  left.push(1);
  for await (const _ of left) break;
  expect(left.push(2)).toBe(false);
});

test.each([0, -1, 1.5, Number.NaN])("a capacity of %s is refused", (capacity) => {
  expect(() => channel({ capacity })).toThrow(RangeError);
});

test("values come in order, none doubled, whatever the speeds; only a full one loses", async () => {
  const script = fc.array(fc.oneof(fc.constant("push" as const), fc.constant("read" as const)), { maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(script, fc.integer({ min: 1, max: 5 }), async (steps, capacity) => {
      const numbers = channel<number>({ capacity });
      const reader = numbers[Symbol.asyncIterator]();
      const read: number[] = [];
      let [pushed, waiting] = [0, 0];
      for (const step of steps) {
        if (step === "push") {
          numbers.push(pushed++);
          waiting = Math.min(waiting + 1, capacity);
        } else if (waiting > 0) {
          waiting--;
          read.push((await reader.next()).value as number);
        }
      }
      numbers.close();
      for (let next = await reader.next(); !next.done; next = await reader.next()) read.push(next.value);
      expect(read).toEqual([...new Set(read)].sort((a, b) => a - b));
      expect(read.length + numbers.dropped).toBe(pushed);
    }),
  );
});
