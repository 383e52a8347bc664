import { readdirSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands, framesOf, hostProgram, runHost, type Step } from "../hosts/go-host.js";
import { goIsThere } from "../hosts/go-toolchain.js";
import { answersInAnyOrder, growthOfRecordings, keepsTheContract } from "../hosts/host-contract.js";
import {
  expectGracefulKill,
  expectPortInRange,
  failed,
  messages,
  payloadsOf,
  pluginLog,
  stepOf,
  valuesOf,
} from "../hosts/host-steps.js";
import { untilGone } from "../process-alive.js";
import { pythonIsThere } from "./interpreter.js";
import { PythonPlugins } from "./plugins.js";

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
  "lab",
  "forks",
] as const;
type PluginName = (typeof PLUGINS)[number];

/** ms: go-plugin's Kill would wait 2 s for a plugin that does not go. */
const GRACEFUL = 1_500;

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

      keepsTheContract({
        goPlugin,
        plugin: (name) => plugin(name === "broken-sensor" ? "broken_sensor" : name),
        graceful: GRACEFUL,
        restarts: 10,
        startError: "rpc error: code = Unknown desc = no sensor at /dev/ttyUSB0",
        stack: "in StartRecord",
        // By its parent: its connection would say so after 5 s.
        orphanGoneMs: 4_500,
        afterLife: expectSocketGone,
        afterTerm: expectPortInRange,
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
        expectGracefulKill(steps, GRACEFUL);
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

      it("gives a reason for each failure, and outlives one of 6 MB", async () => {
        const failure = (text: string, times: number, code: string): [object] => [
          { command: "fail-with", args: { text, times, code } },
        ];
        const scenario = commands([
          failure("", 1, "UNAVAILABLE"),
          failure("x", 6_000_000, "UNKNOWN"),
          failure("unplugged", 1, "OK"),
          failure("unplugged", 1, "NOPE"),
          [{ command: "fail-without-words" }],
          [{ command: "read" }, "end"],
        ]);
        const steps = await runHost(scenario, plugin("commands"), { goPlugin });
        const of = (code: string, text: string) => `rpc error: code = ${code} desc = ${text}`;
        expect(failed(steps).map(({ error }) => error)).toEqual([
          of("Unavailable", "no reason was given"),
          expect.stringMatching(/^rpc error: code = Unknown desc = x{4000,}… \[\d+ characters cut\]$/),
          of("Unknown", "unplugged"),
          of("Unknown", "unplugged"),
          of("Unknown", "Wordless: [unreadable: RuntimeError]"),
        ]);
        expect(payloadsOf(steps)).toEqual([{ celsius: 21.5, args: {} }]);
        expectGracefulKill(steps, GRACEFUL);
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

      it("says that it has no AutoMTLS instead of a handshake", async () => {
        const steps = await run(["launch", "kill"], "counter", { autoMtls: true });
        expect(failed(steps).map(({ step }) => step)).toEqual(["launch"]);
        expect(messages(steps)).toContainEqual(
          expect.stringMatching(/^the host asks for AutoMTLS, which Python plugins/),
        );
      });
    });

    it("takes what lab people write: their values, threads and children, and sys.exit", async () => {
      const recordings = ["start-record", "end", "start-record", "frames:1", "stop-record", "pause:100"];
      const steps = await runHost(
        { type: "datasource", steps: ["launch", ...recordings, "start-record", "end", "start-record", "end", "kill"] },
        plugin("lab"),
      );
      const [values, refused, { pid }, ...rest] = framesOf(steps).map(({ type, payload }) =>
        type === "text/plain" ? payload : JSON.parse(payload),
      );
      process.kill(pid);
      expect(values).toEqual({ at: "2026-01-02T03:04:05", volt: 1.5, all: [1, null], one: 2.5 });
      expect(refused).toBe("a frame needs a value that JSON can hold; raw[1] is of type bytes");
      // What a plain function returns is one frame; an async generator is a stream.
      expect(rest).toEqual([{ celsius: 21 }, { later: true }]);
      expect(failed(steps).map(({ error }) => error)).toEqual(["rpc error: code = Unknown desc = SystemExit: 3"]);
      expect(messages(steps)).toEqual(
        expect.arrayContaining(["the thread ended", "left running", "written by C code", "SystemExit: 3"]),
      );
      // go-plugin's Kill would wait for the child, if that had the host's stderr.
      expectGracefulKill(steps, GRACEFUL);
    });

    it("forks as often as it likes, and leaves no process behind", { timeout: 120_000 }, async () => {
      const recordings = Array(10).fill(["start-record", "frames:3", "stop-record", "end"]).flat();
      const steps = await runHost({ type: "datasource", steps: ["launch", ...recordings, "kill"] }, plugin("forks"));
      expect(failed(steps)).toEqual([]);
      const values = framesOf(steps).map(({ payload }) => JSON.parse(payload) as number);
      expect(values).toHaveLength(30);
      for (let n = 0; n < values.length; n += 3) expect(values.slice(n, n + 2)).toEqual([99 * 99, 7]);
      expectGracefulKill(steps, GRACEFUL);
      const left = values.filter((_, n) => n % 3 === 2);
      await Promise.all(left.map((pid) => untilGone(pid, 5_000)));
    });

    it("answers everything that is called in any order, and ends gracefully", { timeout: 120_000 }, async () => {
      await answersInAnyOrder(plugin("counter"), 10, GRACEFUL);
    });

    it.runIf(process.platform === "linux")("keeps no memory of 500 recordings", { timeout: 120_000 }, async () => {
      const growth = growthOfRecordings(plugin("unpaced"), { before: 100, recordings: 500 }, GRACEFUL);
      expect(await growth).toBeLessThan(5);
    });
  },
);

/** It was in a folder of its own. */
function expectSocketGone(steps: readonly Step[]): void {
  const { network, address } = valuesOf(steps, "launch");
  expect(network).toBe("unix");
  const folder = dirname(String(address));
  expect(readdirSync(dirname(folder))).not.toContain(folder.slice(dirname(folder).length + 1));
}
