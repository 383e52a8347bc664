import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { controller } from "../api/controller.js";
import { datasource } from "../api/datasource.js";
import type { PluginDefinition, SessionContext } from "../api/definition.js";
import { frame, type FrameValue, json, text } from "../api/frame.js";
import { sleep } from "../api/sleep.js";
import { PluginError } from "../go-plugin/rpc/plugin-error.js";
import { connect } from "../testing/connect.js";

type RecordFunction = (context: SessionContext) => AsyncIterable<FrameValue>;

function connectTo(record: RecordFunction, more: Partial<PluginDefinition> = {}) {
  const log: string[] = [];
  const host = connect(datasource({ name: "demo", version: "1.0.0", record, ...more }), {
    onLog: (line) => log.push(line),
  });
  return { host, log };
}

/** Counts until it is stopped, once every 10 ms. */
async function* counting({ signal }: SessionContext) {
  for (let n = 0; !signal.aborted; n++) {
    yield { n };
    await sleep(10, signal);
  }
}

async function take(frames: AsyncIterable<{ json(): unknown }>, count: number): Promise<unknown[]> {
  const taken: unknown[] = [];
  for await (const frame of frames) {
    taken.push(frame.json());
    if (taken.length === count) break;
  }
  return taken;
}

describe("a recording", () => {
  test("delivers every value that is yielded, in order, after the frame that the daemon drops", async () => {
    const { host } = connectTo(async function* () {
      yield { n: 1 };
      yield "two";
      yield new Uint8Array([3]);
      yield frame({ source: "probe-4", type: "text/csv", timestamp: 4, payload: "4;4" });
    });
    const frames = await host.startRecord().all();
    expect(frames.map(({ source, type }) => [source, type])).toEqual([
      ["demo", "application/json"],
      ["demo", "text/plain"],
      ["demo", "application/octet-stream"],
      ["probe-4", "text/csv"],
    ]);
    expect(frames.map((each) => each.text())).toEqual(['{"n":1}', "two", "\u0003", "4;4"]);
    expect(frames[3]?.timestamp).toBe(4);
  });

  test("that ends at once is an empty stream, not an error", async () => {
    const { host } = connectTo(async function* () {});
    expect(await host.startRecord().all()).toEqual([]);
  });

  test("that throws before its first value fails StartRecord with the author's message", async () => {
    const { host } = connectTo(async function* () {
      yield* [];
      throw new Error("no sensor on bus 1");
    });
    await expect(host.startRecord().started).rejects.toThrow("no sensor on bus 1");
  });

  test("keeps the status of a PluginError", async () => {
    const { host } = connectTo(async function* () {
      yield* [];
      throw new PluginError("busy", "RESOURCE_EXHAUSTED");
    });
    await expect(host.startRecord().started).rejects.toMatchObject({ message: "busy", code: "RESOURCE_EXHAUSTED" });
  });

  test("that throws later logs that the daemon shows it as EOF", async () => {
    const { host, log } = connectTo(async function* () {
      yield 1;
      throw new Error("cable pulled");
    });
    await expect(host.startRecord().all()).rejects.toThrow("cable pulled");
    expect(log.join("\n")).toMatch(/"@level":"error","@message":"cable pulled \(after the start.*EOF\)"/);
  });

  test("gets the error at the yield for what is no frame, and can go on", async () => {
    const seen: string[] = [];
    const { host } = connectTo(async function* () {
      for (const value of [undefined, 1n, frame({ type: "EOF", payload: "" })]) {
        try {
          yield value as never;
        } catch (error) {
          seen.push(String(error));
        }
      }
      yield "still here";
    });
    const frames = await host.startRecord().all();
    expect(frames.map((each) => each.text())).toEqual(["still here"]);
    expect(seen).toEqual([
      expect.stringMatching(
        /^TypeError: a frame needs a value that JSON can hold, got undefined \(.*session\.test\.ts:\d+:\d+\)$/,
      ),
      expect.stringMatching(/^TypeError: .*BigInt/),
      expect.stringContaining('a frame of type "EOF" would end the stream'),
    ]);
  });
});

test("what an answer of the web holds is yielded as it is; the answer itself is not", async () => {
  const { host } = connectTo(async function* () {
    const response = Response.json({ celsius: 21 });
    yield (await response.json()) as object;
    yield response;
  });
  const frames: unknown[] = [];
  const reading = async () => {
    for await (const each of host.startRecord()) frames.push(each.json());
  };
  await expect(reading()).rejects.toThrow("it is an object of the class Response, of which JSON makes {}");
  expect(frames).toEqual([{ celsius: 21 }]);
});

test.each<[string, unknown, string, string]>([
  ["NaN in a list", { values: [1, null, Number.NaN] }, "values[2] is NaN", '{"values":[1,null,null]}'],
  ["an infinity", { a: { b: -Infinity } }, "a.b is -Infinity", '{"a":{"b":null}}'],
  ["a number alone", Number.NaN, "it is NaN", "null"],
  ["an invalid date", [new Date(Number.NaN)], "[0] is an invalid date", "[null]"],
  ["undefined in a list", { v: [undefined] }, "v[0] is undefined", '{"v":[null]}'],
])("%s goes as null, with one warning", async (_, value, place, sent) => {
  const { host, log } = connectTo(async function* () {
    yield { fine: null };
    yield value;
    yield json(value);
  });
  expect((await host.startRecord().all()).map((each) => each.text())).toEqual(['{"fine":null}', sent, sent]);
  const warnings = log.map((line) => JSON.parse(line)).filter((line) => line["@level"] === "warn");
  expect(warnings.map((line) => line["@message"])).toEqual([
    `${place}, which JSON does not have: null is sent in its place`,
  ]);
});

test("a null of the author's, a text and a missing property are no matter of a warning", async () => {
  const { host, log } = connectTo(async function* () {
    yield { a: null, b: "null", c: undefined };
  });
  await host.startRecord().all();
  expect(log.filter((line) => line.includes('"@level":"warn"'))).toEqual([]);
});

test.each([
  ["a value", () => ({ v: Promise.resolve(1) })],
  ["a promise of one", async () => ({ v: Promise.resolve(1) })],
  [
    "a stream",
    async function* () {
      yield { v: Promise.resolve(1) };
    },
  ],
])("what is wrong with %s that a command answers is the answer to the call, with its name", async (_, read) => {
  for (const id of [undefined, "7"]) {
    const log: string[] = [];
    const plugin = controller({ name: "demo", version: "1.0.0", commands: { read: read as () => unknown } });
    const host = connect(plugin, { onLog: (line) => log.push(line) });
    const said =
      /^the command read: a frame needs a value that JSON can hold: \.v is a Promise, of which JSON makes \{\}: await it \(.*session\.test\.ts:\d+:\d+\)$/;
    const failed = host.command({ command: "read", ...(id === undefined ? {} : { id }) }).started;
    await expect(failed).rejects.toMatchObject({ rawMessage: expect.stringMatching(said) });
    expect(log.map((line) => JSON.parse(line)["@message"])).toEqual([expect.stringMatching(said)]);
    // The author's line is the only one: all the others are ours.
    expect(log.join("\n").match(/ at .*?\.ts:/g)).toHaveLength(1);
  }
});

test("a frame above 4 MiB goes, with one warning", async () => {
  const { host, log } = connectTo(async function* () {
    yield new Uint8Array(5 * 2 ** 20);
    yield new Uint8Array(5 * 2 ** 20);
  });
  expect(await host.startRecord().all()).toHaveLength(2);
  expect(log.filter((line) => line.includes('"@level":"warn"'))).toHaveLength(1);
  expect(log[0]).toContain("a frame of 5.0 MiB");
});

describe("StopRecord", () => {
  test("ends the generator, runs its finally, and is answered after the stream's end", async () => {
    const events: string[] = [];
    const { host } = connectTo(async function* (context) {
      try {
        yield* counting(context);
      } finally {
        events.push("finally");
      }
    });
    const stream = host.startRecord();
    const ended = (async () => {
      const frames = [];
      for await (const each of stream) {
        frames.push(each);
        if (frames.length === 3) void host.stopRecord().then(() => events.push("answered"));
      }
      events.push("ended");
    })();
    await ended;
    await host.stopRecord();
    expect(events.indexOf("finally")).toBeLessThan(events.indexOf("answered"));
  });

  test("is answered while its reader waits for the answer, and what was yielded before still comes", async () => {
    const { host, log } = connectTo(async function* ({ signal }) {
      for (let n = 0; !signal.aborted; n++) yield { n };
    });
    const readings: unknown[] = [];
    for await (const each of host.startRecord()) {
      readings.push(each.json());
      if (readings.length === 2) await host.stopRecord();
    }
    expect(readings.slice(0, 2)).toEqual([{ n: 0 }, { n: 1 }]);
    expect(readings.length).toBeLessThanOrEqual(3);
    expect(log).toEqual([]);
  });

  test("is fine when nothing records, twice", async () => {
    const { host } = connectTo(counting);
    await host.stopRecord();
    await host.stopRecord();
  });

  test("is followed by a recording with a fresh generator and signal", async () => {
    const { host } = connectTo(counting);
    for (let round = 0; round < 3; round++) {
      const stream = host.startRecord();
      expect(await take(stream, 2)).toEqual([{ n: 0 }, { n: 1 }]);
      await host.stopRecord();
    }
  });

  test("treats what is thrown because of the abort as a clean end", async () => {
    const { host, log } = connectTo(async function* ({ signal }) {
      yield 1;
      await sleep(10_000, signal);
      signal.throwIfAborted();
    });
    const stream = host.startRecord();
    const all = stream.all();
    await stream.started;
    await host.stopRecord();
    expect(await all).toHaveLength(1);
    expect(log.filter((line) => line.includes('"error"'))).toEqual([]);
  });
});

describe("with fake timers", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("a generator that does not heed its signal holds StopRecord for a second at most, and the log says so", async () => {
    const { host, log } = connectTo(async function* () {
      yield 1;
      await new Promise(() => {});
    });
    const all = host.startRecord().all();
    await vi.advanceTimersByTimeAsync(0);
    const answered = vi.fn();
    const stop = host.stopRecord().then(answered);
    await vi.advanceTimersByTimeAsync(900);
    expect(answered).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    await stop;
    expect(await all).toHaveLength(1);
    expect(log.join("\n")).toMatch(/"@level":"warn".*did not end within 1000 ms/);
  });

  test("the time is the test's own: an hourly reading needs no hour", async () => {
    const { host } = connectTo(async function* ({ signal }) {
      for (let n = 0; n < 3; n++) {
        yield n;
        await sleep(3_600_000, signal);
      }
    });
    const all = host.startRecord().all();
    await vi.advanceTimersByTimeAsync(3 * 3_600_000);
    expect((await all).map((each) => each.json())).toEqual([0, 1, 2]);
  });
});

test("StartRecord while recording ends the former recording and warns", async () => {
  const { host, log } = connectTo(counting);
  const former = host.startRecord();
  const all = former.all();
  await former.started;
  expect(await take(host.startRecord(), 2)).toEqual([{ n: 0 }, { n: 1 }]);
  await all;
  expect(log.join("\n")).toContain("StartRecord while recording");
});

test("leaving the loop cancels the recording", async () => {
  let stopped: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    stopped = resolve;
  });
  const { host } = connectTo(async function* (context) {
    try {
      yield* counting(context);
    } finally {
      stopped();
    }
  });
  await take(host.startRecord(), 1);
  await ended;
});

describe("Stop", () => {
  test("ends the recording without a StopRecord before it, runs the hook once, and refuses what follows", async () => {
    const stop = vi.fn();
    const { host } = connectTo(counting, { stop });
    const stream = host.startRecord();
    const all = stream.all();
    await stream.started;
    await Promise.all([host.stop(), host.stop()]);
    await all;
    expect(stop).toHaveBeenCalledTimes(1);
    await expect(host.startRecord().started).rejects.toMatchObject({ code: "UNAVAILABLE", message: "stopping" });
  });

  test("reports what the hook throws", async () => {
    const { host } = connectTo(counting, {
      stop() {
        throw new Error("valve stuck");
      },
    });
    await expect(host.stop()).rejects.toThrow("valve stuck");
  });
});

describe("the daemon's version", () => {
  test("is checked against the constraint, with both in the message", async () => {
    const { host } = connectTo(counting, { laniakeaVersion: ">= 1.0.0, < 2.0.0" });
    await host.pushVersion("1.4.0");
    await expect(host.pushVersion("2.0.0")).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      message: "plugin requires a different version of laniakea: have 2.0.0, need >= 1.0.0, < 2.0.0",
    });
  });

  test("is accepted with a warning when it is none", async () => {
    const { host, log } = connectTo(counting, { laniakeaVersion: ">= 1.0.0" });
    await host.pushVersion("nightly");
    expect(log.join("\n")).toContain('"@level":"warn"');
  });

  test("reaches the author's code", async () => {
    const { host } = connectTo(async function* ({ laniakeaVersion }) {
      yield { laniakeaVersion };
    });
    await host.pushVersion("1.0.0");
    expect(await take(host.startRecord(), 1)).toEqual([{ laniakeaVersion: "1.0.0" }]);
    expect(await host.getVersion()).toBe("1.0.0");
  });
});

describe("a command", () => {
  const host = () =>
    connect(
      controller({
        name: "heater",
        version: "1.0.0",
        commands: {
          async set({ args }) {
            return { target: args["target"] };
          },
          async off() {},
          echo: ({ args }) => ({ ...args }),
          async *watch({ signal }) {
            for (let n = 0; !signal.aborted; n++) {
              yield { n };
              await sleep(5, signal);
            }
          },
          plain: () => text("just text"),
          dated: () => ({ toJSON: () => ({ at: 5 }) }),
          // The compiler knows it, too: a caller in JavaScript is told when it runs.
          mapped: (): unknown => new Map([["a", 1]]),
        },
      }),
    );

  test("that returns a value answers once, with the caller's id", async () => {
    const [answer, ...more] = await host()
      .command({ command: "set", args: { target: 21 }, id: "42" })
      .all();
    expect(answer?.json()).toEqual({ target: 21, id: "42" });
    expect(more).toEqual([]);
  });

  test("that returns nothing still answers, so that the operator sees more than EOF", async () => {
    const [answer] = await host().command({ command: "off", id: 1 }).all();
    expect(answer?.json()).toEqual({ id: 1 });
  });

  test("may be a plain function, and answers other than objects stay as they are", async () => {
    expect(
      (
        await host()
          .command({ command: "echo", args: { a: 1 } })
          .all()
      )[0]?.json(),
    ).toEqual({ a: 1 });
    expect((await host().command({ command: "plain", id: 1 }).all())[0]?.text()).toBe("just text");
  });

  test("has its id in what a toJSON says, and is refused for what JSON cannot say", async () => {
    const [answer] = await host().command({ command: "dated", id: 1 }).all();
    expect(answer?.json()).toEqual({ at: 5, id: 1 });
    await expect(host().command({ command: "mapped", id: 1 }).started).rejects.toThrow("it is a Map");
  });

  test("that streams goes on until Stop, beside others", async () => {
    const plugin = host();
    const watching = plugin.command({ command: "watch" });
    const all = watching.all();
    await watching.started;
    expect((await plugin.command({ command: "echo", args: { b: 2 } }).all())[0]?.json()).toEqual({ b: 2 });
    await plugin.stop();
    expect((await all).length).toBeGreaterThan(0);
  });

  test.each([
    [{ command: "boil" }, 'unknown command "boil"; heater knows: set, off, echo, watch, plain, dated, mapped'],
    [{ command: "constructor" }, /unknown command "constructor"/],
    [
      { command: 5 } as never,
      /expected a frame of type application\/json like \{"command":"NAME"\}, got \{"command":5\}/,
    ],
    [{ command: "set", args: [1] } as never, '"args" must be an object, got [1]'],
    [text("set"), /got type "text\/plain"/],
    [frame({ type: "application/json", payload: "{nope" }), /got \{nope/],
  ])("%j is refused before the first frame, with what is allowed", async (request, message) => {
    await expect(host().command(request).started).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: typeof message === "string" ? message : expect.stringMatching(message),
    });
  });
});

describe("a command with a schema", () => {
  const plugin = () =>
    controller({
      name: "heater",
      version: "1.0.0",
      commands: {
        set: {
          args: z.object({ target: z.number().max(90), ramp: z.enum(["fast", "slow"]).default("slow") }),
          async run({ args }) {
            return { target: args.target, ramp: args.ramp };
          },
        },
      },
    });

  test("gets what the schema gives back", async () => {
    const [answer] = await connect(plugin())
      .command({ command: "set", args: { target: 21 }, id: 1 })
      .all();
    expect(answer?.json()).toEqual({ target: 21, ramp: "slow", id: 1 });
  });

  test("refuses the rest with every message of the schema", async () => {
    const { started } = connect(plugin()).command({ command: "set", args: { target: "hot", ramp: "now" } });
    await expect(started).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringMatching(/^target: .*number.*; ramp: /),
    });
  });
});

test("a raw handler takes the frames that are no JSON commands", async () => {
  const plugin = controller({
    name: "raw",
    version: "1.0.0",
    commands: {},
    command: (request) => text(`got ${request.text()}`),
  });
  const [answer] = await connect(plugin).command(text("hello")).all();
  expect(answer?.text()).toBe("got hello");
});
