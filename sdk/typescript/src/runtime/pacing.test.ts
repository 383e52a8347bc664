import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FRAME_GAP_MS } from "../../../../daemon/timing.js";
import { type OutgoingStream, untilAborted } from "../go-plugin/rpc/service.js";
import { Interruption } from "./interruption.js";
import { pace } from "./pacing.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A peer that answers PINGs after the given times in ms, the last one for ever; undefined is a peer without PING. */
function peer(...roundTrips: (number | undefined)[]) {
  let sent = 0;
  const stream: OutgoingStream = {
    signal: new AbortController().signal,
    closed: new Promise(() => {}),
    send: () => Promise.resolve(),
    async ping() {
      const roundTrip = roundTrips[Math.min(sent++, roundTrips.length - 1)];
      if (roundTrip === Number.POSITIVE_INFINITY) await new Promise(() => {});
      await vi.advanceTimersByTimeAsync(roundTrip ?? 0);
      return roundTrip;
    },
  };
  return { stream, sent: () => sent };
}

async function timeToPace(stream: OutgoingStream, interval: number, signal = new AbortController().signal) {
  const since = Date.now();
  const paced = pace(stream, interval, new Interruption(signal));
  let result: boolean | undefined;
  void paced.then((value) => {
    result = value;
  });
  for (let ms = 0; result === undefined && ms < 5_000; ms++) await vi.advanceTimersByTimeAsync(1);
  return { ms: Date.now() - since, result };
}

test("an awake daemon costs one gap and two PINGs", async () => {
  const { stream, sent } = peer(0);
  expect(await timeToPace(stream, FRAME_GAP_MS)).toMatchObject({ result: true });
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
  expect(await timeToPace(stream, FRAME_GAP_MS)).toMatchObject({ result: true });
  expect(sent()).toBe(21);
});

test("one that does not answer is waited for, until the recording is aborted", async () => {
  const { stream } = peer(Number.POSITIVE_INFINITY);
  const recording = new AbortController();
  const paced = pace(stream, FRAME_GAP_MS, new Interruption(recording.signal));
  await vi.advanceTimersByTimeAsync(60_000);
  recording.abort();
  expect(await paced).toBe(false);
  await untilAborted(recording.signal);
});

test("without PING the gap alone holds", async () => {
  const { stream } = peer(undefined);
  const { ms } = await timeToPace(stream, FRAME_GAP_MS);
  expect(ms).toBeGreaterThanOrEqual(FRAME_GAP_MS);
  expect(ms).toBeLessThan(40);
});

test("0 turns pacing off: no PING, no wait", async () => {
  const { stream, sent } = peer(Number.POSITIVE_INFINITY);
  expect(await pace(stream, 0, new Interruption(new AbortController().signal))).toBe(true);
  expect(sent()).toBe(0);
});
