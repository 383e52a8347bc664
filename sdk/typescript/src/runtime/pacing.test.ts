import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FRAME_GAP_MS } from "../../../../daemon/timing.js";
import type { OutgoingStream } from "../go-plugin/rpc/service.js";
import { pace } from "./pacing.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/**
 * A peer that answers PINGs after the given times in ms, the last one for ever; undefined is a peer without PING, and Infinity one
 * that does not answer before the connection is cut.
 */
function peer(...roundTrips: (number | undefined)[]) {
  let sent = 0;
  let cut = () => {};
  const isCut = new Promise<undefined>((resolve) => {
    cut = () => resolve(undefined);
  });
  const stream: OutgoingStream = {
    signal: new AbortController().signal,
    closed: new Promise(() => {}),
    send: () => Promise.resolve(),
    async ping() {
      const roundTrip = roundTrips[Math.min(sent++, roundTrips.length - 1)];
      if (roundTrip === Number.POSITIVE_INFINITY) return await isCut;
      await vi.advanceTimersByTimeAsync(roundTrip ?? 0);
      return roundTrip;
    },
  };
  return { stream, sent: () => sent, cut };
}

async function timeToPace(stream: OutgoingStream, interval: number) {
  const since = Date.now();
  let done = false;
  void pace(stream, interval).then(() => {
    done = true;
  });
  for (let ms = 0; !done && ms < 5_000; ms++) await vi.advanceTimersByTimeAsync(1);
  return { ms: Date.now() - since, done };
}

test("an awake daemon costs one gap and two PINGs", async () => {
  const { stream, sent } = peer(0);
  expect(await timeToPace(stream, FRAME_GAP_MS)).toMatchObject({ done: true });
  expect(sent()).toBe(2);
});

test("a daemon that answers slowly is asked again until it is quick", async () => {
  const { stream, sent } = peer(0, 80, 40, 1);
  const { ms } = await timeToPace(stream, FRAME_GAP_MS);
  expect(ms).toBeGreaterThanOrEqual(80 + 40 + 3 * FRAME_GAP_MS);
  expect(sent()).toBe(4);
});

test("one that is always slow gets its frames all the same", async () => {
  const { stream, sent } = peer(8);
  expect(await timeToPace(stream, FRAME_GAP_MS)).toMatchObject({ done: true });
  expect(sent()).toBe(21);
});

test("one that does not answer is waited for; when the connection is cut, the gap alone holds", async () => {
  const { stream, cut } = peer(Number.POSITIVE_INFINITY);
  const paced = vi.fn();
  void pace(stream, FRAME_GAP_MS).then(paced);
  await vi.advanceTimersByTimeAsync(60_000);
  cut();
  await vi.advanceTimersByTimeAsync(FRAME_GAP_MS - 1);
  expect(paced).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(paced).toHaveBeenCalled();
});

test("without PING the gap alone holds", async () => {
  const { stream } = peer(undefined);
  const { ms } = await timeToPace(stream, FRAME_GAP_MS);
  expect(ms).toBeGreaterThanOrEqual(FRAME_GAP_MS);
  expect(ms).toBeLessThan(40);
});

test("0 turns pacing off: no PING, no wait", async () => {
  const { stream, sent } = peer(Number.POSITIVE_INFINITY);
  await pace(stream, 0);
  expect(sent()).toBe(0);
});
