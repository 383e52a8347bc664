import { expect, test } from "vitest";
import { shared } from "./shared.js";

/** A port that can be open once, and what has happened to it. */
function port() {
  const events: string[] = [];
  let isOpen = false;
  const device = shared({
    async open(path: string) {
      if (isOpen) throw new Error(`${path} is locked`);
      isOpen = true;
      events.push(`open ${path}`);
      return { path };
    },
    async close({ path }) {
      await Promise.resolve();
      isOpen = false;
      events.push(`close ${path}`);
    },
  });
  return { device, events };
}

test("the first opens it, the last closes it", async () => {
  const { device, events } = port();
  const recording = await device.acquire("a");
  expect(await device.use("a", ({ path }) => path)).toBe("a");
  expect(events).toEqual(["open a"]);
  await device.release(recording);
  expect(events).toEqual(["open a", "close a"]);
});

test("what is opened while it closes waits for that", async () => {
  const { device, events } = port();
  const first = await device.acquire("a");
  const closing = device.release(first);
  const again = await device.acquire("a");
  await closing;
  await device.release(again);
  expect(events).toEqual(["open a", "close a", "open a", "close a"]);
});

test("one thing is done at a time, also after one that has failed", async () => {
  const { device, events } = port();
  const slow = device.use("a", async () => {
    events.push("begins");
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    events.push("fails");
    throw new Error("busy");
  });
  const next = device.use("a", () => void events.push("next"));
  await expect(slow).rejects.toThrow("busy");
  await next;
  expect(events).toEqual(["open a", "begins", "fails", "next", "close a"]);
});

test("all who wait for a device that does not open hear why, and the next one tries again", async () => {
  let tries = 0;
  const device = shared({
    open() {
      tries++;
      if (tries === 1) throw new Error("no such port");
      return {};
    },
    close() {},
  });
  const both = await Promise.allSettled([device.acquire("a"), device.acquire("a")]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await device.use("a", () => {});
  expect(tries).toBe(2);
});
