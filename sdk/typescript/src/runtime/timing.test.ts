import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PRIME_AFTER_MS, SILENCE_WARNING_MS } from "../../../../daemon/timing.js";
import { datasource } from "../api/datasource.js";
import type { SessionContext } from "../api/definition.js";
import { sleep } from "../api/sleep.js";
import { createLogger } from "../go-plugin/logging/logger.js";
import { PluginError } from "../go-plugin/rpc/plugin-error.js";
import { memoryTransport } from "../testing/memory-transport.js";
import { PluginHost } from "../testing/plugin-host.js";
import { Lifecycle } from "./lifecycle.js";
import { pluginService } from "./plugin-service.js";
import type { SessionOptions } from "./session.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A datasource under the times that `serve` gives it, changed as a test needs. */
function connectWith(record: (context: SessionContext) => AsyncGenerator<unknown>, changed: Partial<SessionOptions>) {
  const log: string[] = [];
  const plugin = datasource({ name: "slow", version: "1.0.0", record: record as never });
  const options = {
    minFrameIntervalMs: 0,
    primeAfterMs: PRIME_AFTER_MS,
    heartbeatMs: Infinity,
    silenceWarningMs: SILENCE_WARNING_MS,
    ...changed,
  };
  const logger = createLogger({ write: (line) => log.push(line) });
  const lifecycle = new Lifecycle(plugin, logger, options);
  return { log, host: new PluginHost("datasource", memoryTransport([pluginService(plugin, lifecycle)])) };
}

async function* afterHalfAMinute({ signal }: SessionContext) {
  await sleep(30_000, signal);
  yield "reading";
}

test("a slow first value does not keep the daemon waiting: the empty frame goes after 200 ms", async () => {
  const { host } = connectWith(afterHalfAMinute, {});
  const started = vi.fn();
  const stream = host.startRecord();
  void stream.started.then(started);
  await vi.advanceTimersByTimeAsync(199);
  expect(started).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(started).toHaveBeenCalled();
  stream.cancel();
});

test("an error that comes within the 200 ms still fails StartRecord", async () => {
  const { host } = connectWith(async function* ({ signal }) {
    await sleep(150, signal);
    yield* [];
    throw new Error("sensor does not answer");
  }, {});
  const { started } = host.startRecord();
  const failed = expect(started).rejects.toThrow("sensor does not answer");
  await vi.advanceTimersByTimeAsync(150);
  await failed;
});

test("20 s of silence are explained in the log, once", async () => {
  const { host, log } = connectWith(afterHalfAMinute, {});
  const all = host.startRecord().all();
  await vi.advanceTimersByTimeAsync(19_999);
  expect(log).toEqual([]);
  await vi.advanceTimersByTimeAsync(20_001);
  expect(await all).toHaveLength(1);
  expect(log.filter((line) => line.includes("no frame for 20 s"))).toHaveLength(1);
});

test("heartbeats fill the silence, when they are asked for, and take nothing from the readings", async () => {
  const { host, log } = connectWith(afterHalfAMinute, { heartbeatMs: 8_000 });
  const all = host.startRecord().all();
  await vi.advanceTimersByTimeAsync(31_000);
  expect((await all).map(({ type }) => type)).toEqual(["heartbeat", "heartbeat", "heartbeat", "text/plain"]);
  expect(log).toEqual([]);
});

test("a heartbeat does not hold up StopRecord", async () => {
  const { host } = connectWith(afterHalfAMinute, { heartbeatMs: 8_000 });
  const all = host.startRecord().all();
  await vi.advanceTimersByTimeAsync(9_000);
  const stopped = vi.fn();
  void host.stopRecord().then(stopped);
  await vi.advanceTimersByTimeAsync(1);
  expect(stopped).toHaveBeenCalled();
  expect(await all).toHaveLength(1);
});

test("hardware that is slow to open fails StartRecord all the same, when that is said to be opening", async () => {
  const { host } = connectWith(async function* ({ open, signal }) {
    yield await open(async () => {
      await sleep(20_000, signal);
      throw new Error("no device");
    });
  }, {});
  const { started } = host.startRecord();
  const failed = expect(started).rejects.toThrow("no device");
  await vi.advanceTimersByTimeAsync(20_000);
  await failed;
});

test.each([
  [new Error("no device"), "UNAVAILABLE"],
  [Object.assign(new TypeError("fetch failed"), { cause: new Error("ECONNREFUSED") }), "UNAVAILABLE"],
  [new PluginError("no licence", "PERMISSION_DENIED"), "PERMISSION_DENIED"],
  [new TypeError("device.open is not a function"), "UNKNOWN"],
])("hardware that is not there has a status of its own: %s, %s", async (error, code) => {
  const fails = () => Promise.reject(error);
  const opening = connectWith(async function* ({ open }) {
    yield await open(fails);
  }, {});
  await expect(opening.host.startRecord().started).rejects.toMatchObject({ code, rawMessage: error.message });
});

const stackless: readonly (readonly [string, unknown, boolean])[] = [
  ["hardware that is not there", new Error("no device"), true],
  ["a PluginError", new PluginError("no licence", "PERMISSION_DENIED"), true],
  ["a mistake in the code", new TypeError("device.open is not a function"), false],
  ["a number that is out of bounds", new RangeError("port 70000"), false],
];
test.each(stackless)("of %s in open the log has one line without a stack: %o, %s", async (_, error, isShort) => {
  const { host, log } = connectWith(async function* ({ open }) {
    yield await open(() => Promise.reject(error));
  }, {});
  await expect(host.startRecord().started).rejects.toThrow();
  expect(log).toHaveLength(1);
  expect(!log[0]?.includes("timing.test.ts")).toBe(isShort);
  expect(log[0]).toContain((error as Error).message);
});

test("an answer of the system has no stack in the log, wherever it comes", async () => {
  const { host, log } = connectWith(async function* () {
    yield await readFile("/no/such/file");
  }, {});
  await expect(host.startRecord().started).rejects.toThrow("ENOENT");
  expect(log[0]).toContain("ENOENT: no such file or directory, open '/no/such/file'");
  expect(log[0]).not.toContain(String.raw`\n`);
});

test("what fails outside of opening is no missing hardware", async () => {
  const { host } = connectWith(async function* ({ open }) {
    await open(() => Promise.reject(new Error("no device"))).catch(() => {});
    yield await Promise.reject(new Error("another"));
  }, {});
  await expect(host.startRecord().started).rejects.toMatchObject({ code: "UNKNOWN", rawMessage: "another" });
});

test("opening holds the empty frame back for 25 s at most, and 200 ms longer when it has gone well", async () => {
  for (const [opens, starts] of [
    [40_000, 25_000],
    [5_000, 5_200],
  ] as const) {
    const { host } = connectWith(async function* ({ open, signal }) {
      await open(() => sleep(opens, signal));
      await sleep(30_000, signal);
      yield "reading";
    }, {});
    const started = vi.fn();
    const stream = host.startRecord();
    void stream.started.then(started);
    await vi.advanceTimersByTimeAsync(starts - 200);
    expect(started).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(400);
    expect(started).toHaveBeenCalled();
    stream.cancel();
  }
});

test("a recording that yields faster than frames leave says so in the log, once", async () => {
  const { host, log } = connectWith(
    async function* () {
      for (let n = 0; n < 300; n++) yield { n };
    },
    { minFrameIntervalMs: 25, silenceWarningMs: Infinity },
  );
  const all = host.startRecord().all();
  await vi.runAllTimersAsync();
  expect(await all).toHaveLength(300);
  expect(log.filter((line) => line.includes("the daemon takes 40 frames a second"))).toHaveLength(1);
});
