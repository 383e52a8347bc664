import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { Interruption } from "./interruption.js";

test("a wait has its promise's outcome", async () => {
  const interruption = new Interruption(new AbortController().signal);
  expect(await interruption.orAborted(Promise.resolve(1))).toBe(1);
  await expect(interruption.orAborted(Promise.reject(new Error("no bus")))).rejects.toThrow("no bus");
});

test("an abort ends every wait, and those that come later, with its reason", async () => {
  const controller = new AbortController();
  const interruption = new Interruption(controller.signal);
  const never = new Promise(() => {});
  const waits = [interruption.orAborted(never), interruption.orAborted(never)];
  controller.abort(new Error("stopped"));
  for (const wait of waits) await expect(wait).rejects.toThrow("stopped");
  await expect(interruption.orAborted(never)).rejects.toThrow("stopped");
});

test("a rejection after the abort ends nothing", async () => {
  const unhandled: unknown[] = [];
  const onUnhandled = (error: unknown) => void unhandled.push(error);
  process.on("unhandledRejection", onUnhandled);
  try {
    const controller = new AbortController();
    const interruption = new Interruption(controller.signal);
    let fail: (error: Error) => void = () => {};
    const late = new Promise((_, reject) => {
      fail = reject;
    });
    const wait = interruption.orAborted(late);
    controller.abort(new Error("stopped"));
    await expect(wait).rejects.toThrow("stopped");
    fail(new Error("too late"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  } finally {
    process.off("unhandledRejection", onUnhandled);
  }
});

test("a signal that has aborted before interrupts too", async () => {
  const interruption = new Interruption(AbortSignal.abort(new Error("stopped")));
  await expect(interruption.orAborted(new Promise(() => {}))).rejects.toThrow("stopped");
});

test("any number of waits costs the signal one listener", async () => {
  const { signal } = new AbortController();
  const interruption = new Interruption(signal);
  for (let n = 0; n < 1_000; n++) await interruption.orAborted(Promise.resolve(n));
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
});
