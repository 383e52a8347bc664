import { createInterface } from "node:readline";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BundledPlugins } from "./bundle-plugin.js";
import {
  commands,
  framesOf,
  type HostRecord,
  hostProgram,
  logOf,
  parseStep,
  runHost,
  type Step,
  startHost,
} from "./go-host.js";
import { buildGo, goIsThere } from "./go-toolchain.js";
import { isAlive, untilGone } from "./process-alive.js";

const GO_PLUGIN_VERSIONS = ["1.4.4", "1.8.0"] as const;
const PLUGINS = ["counter", "commands", "broken-sensor", "chatty", "silent", "burst", "unpaced"] as const;

/** ms: go-plugin's Kill would wait 2 s for a plugin that does not go. */
const GRACEFUL = 1_000;
const NEEDED_VERSION = "plugin requires a different version of laniakea: have 99.0.0, need >= 1.0.0, < 2.0.0";

const failed = (steps: readonly Step[]) => steps.filter((step) => !step.ok);
const stepOf = (steps: readonly Step[], name: string) => steps.find((step) => step.step === name);
const payloadsOf = (steps: readonly Step[], stream?: string) =>
  framesOf(steps, stream).map(({ payload }) => JSON.parse(payload));
const numbersOf = (steps: readonly Step[], name: string) =>
  (stepOf(steps, name)?.value ?? {}) as Record<string, number>;
const pidOf = (steps: readonly Step[]) => numbersOf(steps, "launch")["pid"] ?? 0;

function expectGracefulKill(steps: readonly Step[]): void {
  expect(pidOf(steps)).toBeGreaterThan(0);
  const kill = stepOf(steps, "kill");
  expect(kill).toMatchObject({ ok: true, value: { graceful: true, gone: true, exitCode: 0 } });
  expect(kill?.ms).toBeLessThan(GRACEFUL);
  expect(isAlive(pidOf(steps))).toBe(false);
}

describe.runIf(goIsThere())("a plugin under the host library that the daemon has", () => {
  const bundled = new BundledPlugins();
  const executables = new Map<string, string>();
  const plugin = (name: (typeof PLUGINS)[number]) => executables.get(name) ?? "";

  beforeAll(async () => {
    await Promise.all(PLUGINS.map(async (name) => executables.set(name, await bundled.bundle(name))));
    for (const version of GO_PLUGIN_VERSIONS) await hostProgram(version);
  }, 300_000);
  afterAll(() => bundled.remove());

  describe.each(GO_PLUGIN_VERSIONS)("go-plugin %s", (goPlugin) => {
    const run = (steps: string[], name: (typeof PLUGINS)[number], options = {}) =>
      runHost({ type: name === "commands" ? "controller" : "datasource", steps }, plugin(name), {
        goPlugin,
        ...options,
      });

    it("takes a datasource through its life", async () => {
      const steps = await runHost("datasource", plugin("counter"), { goPlugin });
      expect(failed(steps)).toEqual([]);
      expect(stepOf(steps, "get-version")?.value).toBe("1.2.3");
      // The client swallowed the empty first frame; a second recording starts anew.
      expect(payloadsOf(steps)).toEqual([
        { n: 0, recording: 1 },
        { n: 1, recording: 1 },
        { n: 0, recording: 2 },
        { n: 1, recording: 2 },
      ]);
      for (const frame of framesOf(steps)) {
        expect(frame).toMatchObject({ source: "counter", type: "application/json" });
        expect(Math.abs(frame.timestamp - Date.now())).toBeLessThan(60_000);
      }
      expectGracefulKill(steps);
    });

    it("does so with AutoMTLS, which other hosts turn on", async () => {
      const steps = await runHost("datasource", plugin("counter"), { goPlugin, autoMtls: true });
      expect(failed(steps)).toEqual([]);
      expect(payloadsOf(steps)).toHaveLength(4);
      expectGracefulKill(steps);
    });

    it("answers StopRecord when the stream has ended, and runs finally", async () => {
      const steps = await run(["launch", "start-record", "frames:3", "stop-record", "kill"], "counter");
      const { endedAfterAnswerMs, framesAfterAnswer } = numbersOf(steps, "stop-record");
      expect(framesAfterAnswer).toBe(0);
      // The end travels ahead of the answer; two goroutines of the host may still see them in the other order.
      expect(endedAfterAnswerMs).toBeLessThan(40);
      expect(messages(steps)).toContain("recording ended");
    });

    it("hands on every frame in order, never two within 10 ms", async () => {
      const steps = await run(["launch", "start-record", "frames:40", "stop-record", "end", "kill"], "burst");
      expect(failed(steps)).toEqual([]);
      const frames = framesOf(steps);
      expect(payloadsOf(steps)).toEqual(frames.map((_, n) => ({ n })));
      expect(frames.length).toBeGreaterThanOrEqual(40);
      const gaps = frames.slice(1).map((frame, i) => frame.at - (frames[i]?.at ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThan(10);
    });

    it("starts again 20 times", async () => {
      const cycle = ["start-record", "frames:1", "stop-record", "end"];
      const steps = await run(["launch", ...Array.from({ length: 20 }, () => cycle).flat(), "kill"], "counter");
      expect(failed(steps)).toEqual([]);
      const firsts = payloadsOf(steps).filter(({ n }) => n === 0);
      expect(firsts).toEqual(Array.from({ length: 20 }, (_, i) => ({ n: 0, recording: i + 1 })));
      expectGracefulKill(steps);
    });

    it("ends a recording when the next one starts, and answers a StopRecord that stops nothing", async () => {
      const steps = await run(
        ["launch", "stop-record", "start-record@a", "frames@a:1", "start-record@b", "end@a", "frames@b:2", "kill"],
        "counter",
      );
      expect(failed(steps)).toEqual([]);
      expect(payloadsOf(steps, "b")).toMatchObject([
        { n: 0, recording: 2 },
        { n: 1, recording: 2 },
      ]);
      expectGracefulKill(steps);
    });

    it("refuses a version outside the constraint with both versions", async () => {
      const steps = await runHost("wrong version", plugin("counter"), { goPlugin });
      expect(stepOf(steps, "push-version")?.error).toContain(NEEDED_VERSION);
      expectGracefulKill(steps);
    });

    it("delivers an error before the first frame, and ends the stream for one after it", async () => {
      const steps = await run(["launch", "start-record", "start-record", "frames:1", "end", "kill"], "broken-sensor");
      expect(failed(steps)).toHaveLength(1);
      expect(stepOf(steps, "start-record")?.error).toContain("desc = no sensor at /dev/ttyUSB0");
      expect(payloadsOf(steps)).toEqual([{ n: 0 }]);
      const record = pluginLog(steps).find(({ message }) => message.startsWith("the sensor was unplugged"));
      expect(record).toMatchObject({ level: "error" });
      expect(record?.fields["error"]).toContain("at record ");
      expectGracefulKill(steps);
    });

    it("starts a recording without frames, and one that has none yet", async () => {
      const steps = await run(
        ["launch", "start-record", "end", "start-record", "stop-record", "end", "kill"],
        "silent",
      );
      expect(failed(steps)).toEqual([]);
      expect(framesOf(steps)).toEqual([]);
      expectGracefulKill(steps);
    });

    it("takes what is printed on stdout for log lines", async () => {
      const steps = await run(["launch", "start-record", "end", "kill"], "chatty");
      expect(failed(steps)).toEqual([]);
      expect(payloadsOf(steps)).toEqual([{ n: 0 }, { n: 1 }]);
      const printed = ["loading the driver", "half a line, and its end", "serving", "recording"];
      expect(messages(steps).filter((message) => printed.includes(message))).toEqual(printed);
      expect(pluginLog(steps).find(({ message }) => message === "about to read")).toMatchObject({
        level: "info",
        fields: { _message: "5", sensor: "a" },
      });
    });

    it("takes a controller through its commands", async () => {
      const scenario = commands([
        [{ command: "read", args: { unit: "C" }, id: "42" }, "end"],
        [{ command: "count", args: { to: 5 } }, "end"],
        [{ command: "nothing" }, "end"],
        [{ command: "start-record" }, "frames:2", "stop", "end"],
      ]);
      const steps = await runHost(scenario, plugin("commands"), { goPlugin });
      expect(failed(steps)).toEqual([]);
      expect(payloadsOf(steps)).toEqual([
        { celsius: 21.5, args: { unit: "C" }, id: "42" },
        ...[0, 1, 2, 3, 4].map((n) => ({ n })),
        {},
        { n: 0 },
        { n: 1 },
      ]);
      expectGracefulKill(steps);
    });

    it("explains refused commands, and goes on", async () => {
      const scenario = commands([
        [{ command: "launch-rocket" }],
        [{ command: "fail" }],
        [{ no: "command" }],
        [{ command: "read" }, "end"],
      ]);
      const steps = await runHost(scenario, plugin("commands"), { goPlugin });
      expect(failed(steps).map(({ error }) => error)).toEqual([
        expect.stringMatching(/unknown command "launch-rocket".*start-record, count, read, fail, nothing/),
        expect.stringContaining("desc = the heater is not connected"),
        expect.stringContaining('expected a frame of type application/json like {"command":"NAME"}'),
      ]);
      expect(payloadsOf(steps)).toEqual([{ celsius: 21.5, args: {} }]);
    });

    it("runs two commands at once", async () => {
      const steps = await run(
        [
          "launch",
          'command@a:{"command":"start-record","id":"a"}',
          'command@b:{"command":"count","args":{"to":3},"id":"b"}',
          "end@b",
          "frames@a:3",
          "stop",
          "end@a",
          "kill",
        ],
        "commands",
      );
      expect(failed(steps)).toEqual([]);
      expect(payloadsOf(steps, "b")).toEqual([0, 1, 2].map((n) => ({ n, id: "b" })));
      expect(payloadsOf(steps, "a")).toEqual(payloadsOf(steps, "a").map((_, n) => ({ n, id: "a" })));
      expectGracefulKill(steps);
    });

    it("answers pings, and is killed gracefully in the middle of a recording", async () => {
      const steps = await run(["launch", "ping", "start-record", "frames:1", "kill"], "counter");
      expect(failed(steps)).toEqual([]);
      expectGracefulKill(steps);
    });

    it("ignores SIGINT, and ends everything at SIGTERM", async () => {
      const steps = await run(
        ["launch", "start-record", "frames:1", "signal:INT", "frames:20", "signal:TERM", "exited", "end"],
        "unpaced",
      );
      expect(failed(steps)).toEqual([]);
      expect(stepOf(steps, "exited")).toMatchObject({ value: { exitCode: 0 } });
      expect(stepOf(steps, "exited")?.ms).toBeLessThan(GRACEFUL);
      expect(messages(steps)).toContain("everything is off");
    });

    it("goes when the host is killed", async () => {
      const host = startHost("vanish", plugin("counter"), { goPlugin }, await hostProgram(goPlugin));
      let pid = 0;
      for await (const line of createInterface({ input: host.stdout })) {
        const step = parseStep(line);
        if (step.step === "hanging") {
          pid = step.value as number;
          expect(isAlive(pid)).toBe(true);
          host.kill("SIGKILL");
        }
      }
      await expect(host).rejects.toMatchObject({ signal: "SIGKILL" });
      expect(await untilGone(pid, 10_000)).toBeLessThan(10_000);
    });
  });
});

describe.runIf(goIsThere())("a plugin that is called in any order", () => {
  const bundled = new BundledPlugins();
  afterAll(() => bundled.remove());

  const call = fc.constantFrom(
    ...[
      "start-record@a",
      "start-record@b",
      "frames@a:1",
      "frames@b:2",
      "stop-record",
      "pause:20",
      "get-version",
      "ping",
    ],
  );

  it("answers everything, and ends gracefully", { timeout: 120_000 }, async () => {
    const counter = await bundled.bundle("counter");
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 3, maxLength: 15 }), async (calls) => {
        const steps = await runHost({ type: "datasource", steps: ["launch", ...calls, "kill"] }, counter, {
          timeout: "3s",
        });
        // Frames may be asked of a stream that has ended, or was never opened; nothing else may fail.
        expect(failed(steps).filter(({ step }) => step !== "frames")).toEqual([]);
        expect(failed(steps).filter(({ error }) => error?.includes("still waiting"))).toEqual([]);
        expectGracefulKill(steps);
      }),
      { numRuns: 20 },
    );
  });
});

describe.runIf(goIsThere() && process.platform === "linux")("a plugin that records again and again", () => {
  const bundled = new BundledPlugins();
  afterAll(() => bundled.remove());

  it("keeps no memory of 1,000 recordings", { timeout: 120_000 }, async () => {
    const cycles = (count: number) =>
      Array.from({ length: count }, () => ["start-record", "frames:1", "stop-record"]).flat();
    // V8 takes its time until its heap has the size that the work needs: about 1,500 recordings.
    const steps = ["launch", ...cycles(2_000), "rss", ...cycles(1_000), "rss", "kill"];
    const done = await runHost({ type: "datasource", steps }, await bundled.bundle("unpaced"));
    expect(failed(done)).toEqual([]);
    const [before, after] = done.filter(({ step }) => step === "rss").map(({ value }) => Number(value));
    expect((after ?? 1e9) - (before ?? 0)).toBeLessThan(10);
    expectGracefulKill(done);
  });
});

// The host must be able to tell good from bad: a plugin of the Go SDK is what the daemon was made for.
describe.runIf(goIsThere())("the host itself", () => {
  it.each(GO_PLUGIN_VERSIONS)("takes a Go SDK plugin through its life with go-plugin %s", async (goPlugin) => {
    const steps = await runHost("datasource", await buildGo({ package: "plugin" }), { goPlugin });
    expect(failed(steps)).toEqual([]);
    expect(payloadsOf(steps)).toEqual([0, 1, 0, 1].map((n) => ({ n })));
    expectGracefulKill(steps);
  });

  it("reports a program that is no plugin", async () => {
    const scenario = { type: "datasource", steps: ["launch", "push-version:1.0.0", "kill"] } as const;
    const steps = await runHost(scenario, process.execPath);
    expect(failed(steps).map(({ step }) => step)).toEqual(["launch", "push-version"]);
  });
});

function pluginLog(steps: readonly Step[]): HostRecord[] {
  return logOf(steps).filter(({ name }) => name.startsWith("host.") && name !== "host.stdio");
}

function messages(steps: readonly Step[]): string[] {
  return pluginLog(steps).map(({ message }) => message);
}
