import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import { channel } from "../channel.js";
import { json, toFrame } from "../frame.js";
import { timed } from "../timed.js";
import { batch, type SampleBlock, type TimedReadings } from "./batch.js";

const START = 1_000_000;
beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const value of values) taken.push(value);
  return taken;
}

/** Numbers, each an interval after the one before. */
async function* sampled(count: number, intervalMs: number) {
  for (let n = 0; n < count; n++) yield timed(n, START + n * intervalMs);
}

const never = () => new Promise<never>(() => {});

describe("a batch goes out", () => {
  test("when it is full, and at the end", async () => {
    const batches = await all(batch(sampled(5, 0.1), { count: 2, withinMs: 1e6, intervalMs: 0.1 }));
    expect(batches).toEqual([
      timed({ start: START, intervalMs: 0.1, values: [0, 1] }, START + 0.1),
      timed({ start: START + 0.2, intervalMs: 0.1, values: [2, 3] }, START + 0.3),
      timed({ start: START + 0.4, intervalMs: 0.1, values: [4] }, START + 0.4),
    ]);
  });

  test("when its first sample is old enough, though nothing more comes", async () => {
    const samples = channel<number>();
    const batches = batch(samples, { count: 1_000, withinMs: 50, intervalMs: 10 });
    const first = batches.next();
    samples.push(1);
    await vi.advanceTimersByTimeAsync(10);
    samples.push(2);
    const arrived = vi.fn();
    void first.then(arrived);
    await vi.advanceTimersByTimeAsync(39);
    expect(arrived).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(arrived).toHaveBeenCalledWith({
      done: false,
      value: timed({ start: START, intervalMs: 10, values: [1, 2] }, START + 10),
    });
  });
});

test("without an interval each sample has its own time", async () => {
  const samples = channel<{ volts: number } | number | number[]>();
  samples.push({ volts: 1.5 });
  vi.setSystemTime(START + 3);
  samples.push(7);
  samples.push([8]);
  samples.close();
  expect(await all(batch(samples))).toEqual([
    timed(
      {
        readings: [
          { time: START, volts: 1.5 },
          { time: START + 3, value: 7 },
          { time: START + 3, value: [8] },
        ],
      },
      START + 3,
    ),
  ]);
});

test("a batch is sent as JSON, with the time of its last sample", async () => {
  const [only] = await all(batch(sampled(3, 10), { intervalMs: 10 }));
  const frame = toFrame(only);
  expect(frame.timestamp).toBe(START + 20);
  expect(frame.json()).toEqual({ start: START, intervalMs: 10, values: [0, 1, 2] });
});

test("samples are taken while a frame waits to be sent, at most two batches ahead", async () => {
  let taken = 0;
  async function* source() {
    for (; ; taken++) yield taken;
  }
  const batches = batch(source(), { count: 10 });
  await batches.next();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(taken).toBeGreaterThanOrEqual(20);
  expect(taken).toBeLessThanOrEqual(30);
  await batches.return();
});

test("what the source throws comes after what was sampled before", async () => {
  async function* source() {
    yield 1;
    throw new Error("unplugged");
  }
  const batches = batch(source(), { intervalMs: 1 });
  expect((await batches.next()).value).toMatchObject({ value: { values: [1] } });
  await expect(batches.next()).rejects.toThrow("unplugged");
});

test("a reader that leaves ends the source, also one that is full", async () => {
  const closed = vi.fn();
  async function* source() {
    try {
      for (let n = 0; ; n++) yield n;
    } finally {
      closed();
    }
  }
  for await (const _ of batch(source(), { count: 2 })) break;
  expect(closed).toHaveBeenCalledTimes(1);
});

test("a frame is no sample, and ends the source", async () => {
  const closed = vi.fn();
  async function* source() {
    try {
      yield json(1);
      await never();
    } finally {
      closed();
    }
  }
  await expect(all(batch(source()))).rejects.toThrow("a batch is made of readings, and got a frame");
  expect(closed).toHaveBeenCalledTimes(1);
});

test.each([{ count: 0 }, { count: 1.5 }, { withinMs: 0 }, { withinMs: Number.NaN }, { intervalMs: 0 }])(
  "%j is refused at once",
  (bounds) => {
    expect(() => batch(sampled(1, 1), bounds)).toThrow(RangeError);
  },
);

test("what goes out has a type", () => {
  const _types = () => {
    const block = batch(channel<number>(), { intervalMs: 1 });
    const readings = batch(channel<{ volts: number }>());
    return { block, readings };
  };
  type Of<Batches extends AsyncIterable<unknown>> = Batches extends AsyncIterable<infer Batch> ? Batch : never;
  expectTypeOf<Of<ReturnType<typeof _types>["block"]>["value"]>().toEqualTypeOf<SampleBlock<number>>();
  expectTypeOf<Of<ReturnType<typeof _types>["readings"]>["value"]>().toEqualTypeOf<TimedReadings<{ volts: number }>>();
});
