import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
import { goIsThere } from "./go-toolchain.js";
import { isAlive, untilGone } from "./process-alive.js";
import { PythonPlugins, pythonIsThere } from "./python-env.js";

const GO_PLUGIN_VERSIONS = ["1.4.4", "1.8.0"] as const;
const PLUGINS = [
  "counter",
  "commands",
  "broken_sensor",
  "chatty",
  "silent",
  "burst",
  "unpaced",
  "stubborn",
  "guide_datasource",
] as const;
type PluginName = (typeof PLUGINS)[number];

/** ms: go-plugin's Kill would wait 2 s for a plugin that does not go. */
const GRACEFUL = 1_500;

const failed = (steps: readonly Step[]) => steps.filter((step) => !step.ok);
const stepOf = (steps: readonly Step[], name: string) => steps.find((step) => step.step === name);
const payloadsOf = (steps: readonly Step[], stream?: string) =>
  framesOf(steps, stream).map(({ payload }) => JSON.parse(payload));
const valuesOf = (steps: readonly Step[], name: string) =>
  (stepOf(steps, name)?.value ?? {}) as Record<string, number | string>;
const pidOf = (steps: readonly Step[]) => Number(valuesOf(steps, "launch")["pid"] ?? 0);

function expectGracefulKill(steps: readonly Step[]): void {
  expect(pidOf(steps)).toBeGreaterThan(0);
  const kill = stepOf(steps, "kill");
  expect(kill).toMatchObject({ ok: true, value: { graceful: true, gone: true, exitCode: 0 } });
  expect(kill?.ms).toBeLessThan(GRACEFUL);
  expect(isAlive(pidOf(steps))).toBe(false);
}

function pluginLog(steps: readonly Step[]): HostRecord[] {
  return logOf(steps).filter(({ name }) => name.startsWith("host.") && name !== "host.stdio");
}

const messages = (steps: readonly Step[]) => pluginLog(steps).map(({ message }) => message);

describe.runIf(goIsThere() && pythonIsThere() && process.platform !== "win32")(
  "a Python plugin under the host library that the daemon has",
  () => {
    const plugins = new PythonPlugins();
    const executables = new Map<string, string>();
    const plugin = (name: PluginName) => executables.get(name) ?? "";

    beforeAll(async () => {
      for (const name of PLUGINS) executables.set(name, await plugins.script(name));
      for (const version of GO_PLUGIN_VERSIONS) await hostProgram(version);
    }, 300_000);
    afterAll(() => plugins.remove());

    describe.each(GO_PLUGIN_VERSIONS)("go-plugin %s", (goPlugin) => {
      const run = (steps: string[], name: PluginName, options = {}) =>
        runHost({ type: name === "commands" ? "controller" : "datasource", steps }, plugin(name), {
          goPlugin,
          ...options,
        });

      it("takes a datasource through its life, over a unix socket in a folder of its own", async () => {
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
        const { network, address } = valuesOf(steps, "launch");
        expect(network).toBe("unix");
        const folder = dirname(String(address));
        expect(readdirSync(dirname(folder))).not.toContain(folder.slice(dirname(folder).length + 1));
      });

      it("answers StopRecord when the stream has ended, and runs finally", async () => {
        const steps = await run(["launch", "start-record", "frames:3", "stop-record", "kill"], "counter");
        const { endedAfterAnswerMs, framesAfterAnswer } = valuesOf(steps, "stop-record");
        expect(framesAfterAnswer).toBe(0);
        // The end travels ahead of the answer; two goroutines of the host may still see them in the other order.
        expect(endedAfterAnswerMs).toBeLessThan(40);
        const record = pluginLog(steps).find(({ message }) => message === "recording ended");
        expect(record).toMatchObject({ level: "info", fields: { recording: "1" } });
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

      it("starts again 10 times", async () => {
        const cycle = ["start-record", "frames:1", "stop-record", "end"];
        const steps = await run(["launch", ...Array.from({ length: 10 }, () => cycle).flat(), "kill"], "counter");
        expect(failed(steps)).toEqual([]);
        const firsts = payloadsOf(steps).filter(({ n }) => n === 0);
        expect(firsts).toEqual(Array.from({ length: 10 }, (_, i) => ({ n: 0, recording: i + 1 })));
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
        expect(stepOf(steps, "push-version")?.error).toContain(
          "plugin requires a different version of laniakea: have 99.0.0, need >= 1.0.0, < 2.0.0",
        );
        expectGracefulKill(steps);
      });

      it("delivers an error before the first frame, and ends the stream for one after it", async () => {
        const steps = await run(["launch", "start-record", "start-record", "frames:1", "end", "kill"], "broken_sensor");
        expect(failed(steps)).toHaveLength(1);
        expect(stepOf(steps, "start-record")?.error).toBe("rpc error: code = Unknown desc = no sensor at /dev/ttyUSB0");
        expect(payloadsOf(steps)).toEqual([{ n: 0 }]);
        const record = pluginLog(steps).find(({ message }) => message.startsWith("the sensor was unplugged (after"));
        expect(record).toMatchObject({ level: "error" });
        expect(record?.fields["error"]).toContain("in StartRecord");
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

      it("takes what is printed and logged for log records", async () => {
        const steps = await run(["launch", "start-record", "frames:2", "end", "stop", "kill"], "chatty");
        expect(failed(steps)).toEqual([]);
        expect(payloadsOf(steps)).toEqual([{ n: 0 }, { n: 1 }]);
        const printed = pluginLog(steps).filter(({ fields }) => fields["stream"] === "stdout");
        expect(printed.map(({ message }) => message)).toEqual([
          "loading the driver",
          "half a line, and its end",
          "serving",
          "recording",
          "printed by C code",
          "printed by a child",
          "the last words",
        ]);
        const record = (message: string | RegExp) => pluginLog(steps).find((each) => each.message.match(message));
        expect(record(/^about to read$/)).toMatchObject({ level: "info", fields: { _message: "5", sensor: "a" } });
        expect(record(/^bytes$/)).toMatchObject({ level: "debug", fields: { "@module": "driver", count: "3" } });
        expect(record(/^too many %d/)).toMatchObject({ level: "info" });
        expect(record(/^a long one: é+… \[\d+ characters cut\]$/)).toMatchObject({ level: "error" });
        expect(record(/"why":"ends a host"/)).toMatchObject({ level: "info", fields: { stream: "stderr" } });
        expect(record(/an old driver/)).toMatchObject({ level: "warn" });
        expect(record(/^the thread watcher ended: the watcher lost its sensor$/)).toMatchObject({ level: "error" });
        // Each traceback is in a record of its own: no line is plain text.
        expect(pluginLog(steps).filter(({ message }) => message.startsWith("Traceback"))).toEqual([]);
        expectGracefulKill(steps);
      });

      it("takes a controller through its commands", async () => {
        const scenario = commands([
          [{ command: "read", args: { unit: "C" }, id: "42" }, "end"],
          [{ command: "count", args: { to: 5 } }, "end"],
          [{ command: "start-record" }, "frames:2", "stop", "end"],
        ]);
        const steps = await runHost(scenario, plugin("commands"), { goPlugin });
        expect(failed(steps)).toEqual([]);
        expect(payloadsOf(steps)).toEqual([
          { celsius: 21.5, args: { unit: "C" }, id: "42" },
          ...[0, 1, 2, 3, 4].map((n) => ({ n })),
          { n: 0 },
          { n: 1 },
        ]);
        expectGracefulKill(steps);
      });

      it("sends text, bytes and lists, and no frame that would end the stream for everybody", async () => {
        const scenario = commands([
          [{ command: "values" }, "end"],
          [{ command: "eof" }, "end"],
          [{ command: "large" }, "end"],
        ]);
        const steps = await runHost(scenario, plugin("commands"), { goPlugin });
        expect(failed(steps)).toEqual([]);
        expect(framesOf(steps).map(({ type, payload }) => [type, payload.slice(0, 60)])).toEqual([
          ["application/json", "[1,2.5,null,null]"],
          ["text/plain", "21 °C"],
          ["application/octet-stream", "\u0000\ufffd"],
          ["application/json", expect.stringContaining('{"refused":"a frame of type \\"EOF\\" would end the')],
          ["application/json", expect.stringContaining("xxx")],
        ]);
        expect(messages(steps)).toContainEqual(expect.stringMatching(/^a frame of 5\.0 MiB/));
      });

      it("explains refused commands, and goes on", async () => {
        const scenario = commands([
          [{ command: "launch-rocket" }],
          [{ command: "fail" }],
          [{ command: "abort" }],
          [{ no: "command" }],
          [[1]],
          [{ command: "count" }],
          [{ command: "fail-after" }, "end"],
          [{ command: "read" }, "end"],
        ]);
        const steps = await runHost(scenario, plugin("commands"), { goPlugin });
        expect(failed(steps).map(({ error }) => error)).toEqual([
          'rpc error: code = InvalidArgument desc = the plugin knows no command {"command":"launch-rocket"}: it gave no answer',
          "rpc error: code = Unavailable desc = the heater is not connected",
          "rpc error: code = Unavailable desc = aborted by the heater",
          'rpc error: code = InvalidArgument desc = the command lacks "command"; got {"no":"command"}',
          'rpc error: code = InvalidArgument desc = a command is a JSON object, such as {"command": "NAME"}; got [1]',
          'rpc error: code = InvalidArgument desc = the command lacks "to"; got {"command":"count"}',
        ]);
        expect(payloadsOf(steps)).toEqual([{ n: 0 }, { celsius: 21.5, args: {} }]);
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

      it("answers StopRecord, Stop and Shutdown in bounded time, whatever its code does", async () => {
        const steps = await run(
          ["launch", "start-record", "frames:1", "pause:200", "stop-record", "end", "kill"],
          "stubborn",
        );
        expect(failed(steps)).toEqual([]);
        expect(stepOf(steps, "stop-record")?.ms).toBeLessThan(4_000);
        expect(messages(steps)).toContainEqual(
          expect.stringMatching(/^StopRecord: the code still runs after 2 s.*wait/),
        );
        expect(stepOf(steps, "kill")).toMatchObject({ value: { graceful: true, gone: true, exitCode: 0 } });
        expect(messages(steps)).toContain("the plugin did not stop within 1 s and is ended");
      });

      it("ignores SIGINT, and ends everything at SIGTERM; over TCP, in the host's range", async () => {
        const steps = await run(
          ["launch", "start-record", "frames:1", "signal:INT", "frames:20", "signal:TERM", "exited", "end"],
          "unpaced",
        );
        expect(failed(steps)).toEqual([]);
        const { network, address } = valuesOf(steps, "launch");
        expect(network).toBe("tcp");
        const port = Number(String(address).replace("127.0.0.1:", ""));
        expect(port).toBeGreaterThanOrEqual(10_000);
        expect(port).toBeLessThanOrEqual(25_000);
        expect(stepOf(steps, "exited")).toMatchObject({ value: { exitCode: 0 } });
        expect(stepOf(steps, "exited")?.ms).toBeLessThan(GRACEFUL);
        expect(messages(steps)).toContain("everything is off");
      });

      it("says that it has no AutoMTLS instead of a handshake", async () => {
        const steps = await run(["launch", "kill"], "counter", { autoMtls: true });
        expect(failed(steps).map(({ step }) => step)).toEqual(["launch"]);
        expect(messages(steps)).toContainEqual(
          expect.stringMatching(/^the host asks for AutoMTLS, which Python plugins/),
        );
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
        // By its parent: its connection would say so after 5 s.
        expect(await untilGone(pid, 10_000)).toBeLessThan(4_500);
      });
    });

    it("answers everything that is called in any order, and ends gracefully", { timeout: 120_000 }, async () => {
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
      await fc.assert(
        fc.asyncProperty(fc.array(call, { minLength: 3, maxLength: 15 }), async (calls) => {
          const steps = await runHost({ type: "datasource", steps: ["launch", ...calls, "kill"] }, plugin("counter"), {
            timeout: "3s",
          });
          // Frames may be asked of a stream that has ended, or was never opened; nothing else may fail.
          expect(failed(steps).filter(({ step }) => step !== "frames")).toEqual([]);
          expect(failed(steps).filter(({ error }) => error?.includes("still waiting"))).toEqual([]);
          expectGracefulKill(steps);
        }),
        { numRuns: 10 },
      );
    });

    it.runIf(process.platform === "linux")("keeps no memory of 500 recordings", { timeout: 120_000 }, async () => {
      const cycles = (count: number) =>
        Array.from({ length: count }, () => ["start-record", "frames:1", "stop-record"]).flat();
      const steps = ["launch", ...cycles(500), "rss", ...cycles(500), "rss", "kill"];
      const done = await runHost({ type: "datasource", steps }, plugin("unpaced"));
      expect(failed(done)).toEqual([]);
      const [before, after] = done.filter(({ step }) => step === "rss").map(({ value }) => Number(value));
      expect((after ?? 1e9) - (before ?? 0)).toBeLessThan(5);
      expectGracefulKill(done);
    });
  },
);
