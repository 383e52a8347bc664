import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { connect } from "../testing/index.js";
import { channel, ChannelOverflowError } from "./channel.js";
import { datasource } from "./datasource.js";
import { json } from "./frame.js";
import { type Timed, timed } from "./timed.js";

async function all<T>(values: AsyncIterable<Timed<T>>): Promise<T[]> {
  const taken: T[] = [];
  for await (const { value } of values) taken.push(value);
  return taken;
}

/** Takes the warnings, so that nothing is printed. */
function warnings() {
  const found: string[] = [];
  return { found, log: { warn: (message: string) => void found.push(message) } };
}

function filled(overflow: "drop-oldest" | "drop-newest" | "error") {
  const numbers = channel<number>({ capacity: 2, overflow, log: warnings().log });
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
    for await (const { value } of numbers) read.push(value);
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
      const numbers = channel<number>({ capacity, log: warnings().log });
      const reader = numbers[Symbol.asyncIterator]();
      const read: number[] = [];
      let [pushed, waiting] = [0, 0];
      for (const step of steps) {
        if (step === "push") {
          numbers.push(pushed++);
          waiting = Math.min(waiting + 1, capacity);
        } else if (waiting > 0) {
          waiting--;
          read.push(((await reader.next()).value as Timed<number>).value);
        }
      }
      numbers.close();
      for (let next = await reader.next(); !next.done; next = await reader.next()) read.push(next.value.value);
      expect(read).toEqual([...new Set(read)].sort((a, b) => a - b));
      expect(read.length + numbers.dropped).toBe(pushed);
    }),
  );
});

test("the first value that is dropped is warned of, then at most once a minute, and the total at the end", () => {
  vi.useFakeTimers();
  try {
    const { found, log } = warnings();
    const numbers = channel<number>({ log });
    for (let n = 0; n < 1000; n++) numbers.push(n);
    expect(found).toEqual([
      "values come faster than they can be sent: 1 of 65 are dropped, the oldest, as a channel holds 64",
    ]);
    vi.advanceTimersByTime(59_999);
    numbers.push(1000);
    expect(found).toHaveLength(1);
    vi.advanceTimersByTime(1);
    numbers.push(1001);
    expect(found.slice(1)).toEqual([
      "values come faster than they can be sent: 938 of 1002 are dropped, the oldest, as a channel holds 64",
    ]);
    numbers.close();
    numbers.close();
    expect(found.slice(2)).toEqual(["938 of 1002 values were dropped in all"]);
  } finally {
    vi.useRealTimers();
  }
});

test("a channel from which nothing was dropped says nothing, nor does one that ends with an error", () => {
  const { found, log } = warnings();
  for (const overflow of ["drop-newest", "error"] as const) {
    const numbers = channel<number>({ capacity: 1, overflow, log });
    numbers.push(1);
    if (overflow === "error") numbers.push(2);
    numbers.close();
  }
  expect(found).toEqual([]);
});

test("a frame has the time at which its value was pushed, or the value's own", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
  try {
    const host = connect(
      datasource({
        name: "late",
        version: "1.0.0",
        async *record({ signal }) {
          const readings = channel<unknown>({ signal });
          readings.push({ n: 1 });
          readings.push("text");
          readings.push(new Uint8Array([7]));
          readings.push(timed({ n: 4 }, new Date(5_000)));
          readings.push(json({ n: 5 }, { timestamp: 6_000 }));
          readings.close();
          vi.setSystemTime(1_027_000);
          yield* readings;
          yield timed(6, 7_000);
          yield 7;
        },
      }),
    );
    const frames = await host.startRecord().all();
    expect(frames.map(({ timestamp, type, payload }) => [timestamp, type, Buffer.from(payload).toString()])).toEqual([
      [1_000_000, "application/json", '{"n":1}'],
      [1_000_000, "text/plain", "text"],
      [1_000_000, "application/octet-stream", "\u0007"],
      [5_000, "application/json", '{"n":4}'],
      [6_000, "application/json", '{"n":5}'],
      [7_000, "application/json", "6"],
      [1_027_000, "application/json", "7"],
    ]);
  } finally {
    vi.useRealTimers();
  }
});

test("a time that is none is refused, and so is a second one for a frame", async () => {
  expect(() => timed(1, Number.NaN)).toThrow("a time is a date or milliseconds since 1970, got NaN");
  expect(() => timed(1, new Date("yesterday"))).toThrow("got Invalid Date");
  async function* record() {
    yield timed(json(1), 1);
  }
  const host = connect(datasource({ name: "twice", version: "1.0.0", record }));
  await expect(host.startRecord().all()).rejects.toMatchObject({
    rawMessage: expect.stringContaining("a frame has a timestamp of its own"),
  });
});
