import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HostWatch } from "./host-watch.js";
import { EMPTY, type OutgoingStream, type Service, untilAborted } from "./rpc/service.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const SILENCE = 5_000;

/** A watch, and services to call through it. */
function watched() {
  const onGone = vi.fn();
  const watch = new HostWatch(onGone, SILENCE);
  const open: Service["methods"] = {
    Open: { kind: "server-stream", handle: (_request, stream) => untilAborted(stream.signal) },
    Ask: { kind: "unary", handle: () => EMPTY },
  };
  const service = (name: string) => watch.watch({ name, methods: open });
  return { onGone, watch, lifeline: service("plugin.GRPCStdio"), other: service("store.Store") };
}

/** Opens a stream and returns what cuts it. */
function open({ methods }: Service): () => Promise<void> {
  const controller = new AbortController();
  const method = methods["Open"];
  if (method?.kind !== "server-stream") throw new Error("no stream");
  const done = method.handle(EMPTY, { signal: controller.signal } as OutgoingStream);
  return () => {
    controller.abort();
    return done;
  };
}

async function ask({ methods }: Service): Promise<void> {
  const method = methods["Ask"];
  if (method?.kind === "unary") await method.handle(EMPTY, { signal: new AbortController().signal });
}

test("a host whose streams are cut and who does not call again is gone", async () => {
  const { onGone, lifeline } = watched();
  const cut = open(lifeline);
  vi.advanceTimersByTime(10 * SILENCE);
  await cut();
  vi.advanceTimersByTime(SILENCE - 1);
  expect(onGone).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onGone).toHaveBeenCalledOnce();
});

test("one that connects again, or still calls, is not", async () => {
  const { onGone, lifeline, other } = watched();
  await open(lifeline)();
  vi.advanceTimersByTime(SILENCE - 1);
  await ask(other);
  vi.advanceTimersByTime(SILENCE - 1);
  const cutAgain = open(lifeline);
  vi.advanceTimersByTime(10 * SILENCE);
  expect(onGone).not.toHaveBeenCalled();
  await cutAgain();
  vi.advanceTimersByTime(SILENCE);
  expect(onGone).toHaveBeenCalledOnce();
});

test("a call that was cut counts as over, whatever its handler still does", async () => {
  const { onGone, watch, lifeline } = watched();
  const slow = watch.watch({
    name: "store.Store",
    methods: { Open: { kind: "server-stream", handle: () => new Promise<void>(() => {}) } },
  });
  void open(slow)();
  await open(lifeline)();
  vi.advanceTimersByTime(SILENCE);
  expect(onGone).toHaveBeenCalledOnce();
});

test("a host that opens no streams of its own is judged by nothing here, and stopped is stopped", async () => {
  const { onGone, watch, lifeline, other } = watched();
  await ask(other);
  vi.advanceTimersByTime(10 * SILENCE);
  const cut = open(lifeline);
  watch.stop();
  await cut();
  vi.advanceTimersByTime(10 * SILENCE);
  expect(onGone).not.toHaveBeenCalled();
});
