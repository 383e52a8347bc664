import { existsSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
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
  valuesOf,
} from "../hosts/host-steps.js";
import { goPlugin as plugin } from "./plugins.js";

const GO_PLUGIN_VERSIONS = ["1.4.4", "1.8.0"] as const;
const PLUGINS = ["counter", "commands", "broken-sensor", "chatty", "silent", "burst", "unpaced"] as const;
type PluginName = (typeof PLUGINS)[number];

/** ms: go-plugin's Kill would wait 2 s for a plugin that does not go. */
const GRACEFUL = 1_000;

describe.runIf(goIsThere())("a Go plugin under the host library that the daemon has", () => {
  const executables = new Map<string, string>();
  const built = (name: PluginName) => executables.get(name) ?? "";

  beforeAll(async () => {
    for (const name of PLUGINS) executables.set(name, await plugin(name));
    for (const version of GO_PLUGIN_VERSIONS) await hostProgram(version);
  }, 300_000);

  describe.each(GO_PLUGIN_VERSIONS)("go-plugin %s", (goPlugin) => {
    const run = (steps: string[], name: PluginName, options = {}) =>
      runHost({ type: name === "commands" ? "controller" : "datasource", steps }, built(name), {
        goPlugin,
        ...options,
      });

    keepsTheContract({
      goPlugin,
      plugin: built,
      graceful: GRACEFUL,
      restarts: 20,
      startError: "rpc error: code = Unknown desc = no sensor at /dev/ttyUSB0",
      // By its parent: its connection would say so after 5 s.
      orphanGoneMs: 4_500,
      afterLife: expectSocketGone,
      afterTerm: expectPortInRange,
    });

    it.each(["unix", "tcp"])("goes through its life with AutoMTLS over %s, too", async (network) => {
      const options = { goPlugin, autoMtls: true, env: { PLUGIN_NETWORK: network } };
      const steps = await runHost("datasource", built("counter"), options);
      expect(failed(steps)).toEqual([]);
      expect(payloadsOf(steps)).toHaveLength(4);
      expectGracefulKill(steps, GRACEFUL);
      const unpaced = await run(
        ["launch", "start-record", "frames:1000", "stop-record", "end", "kill"],
        "unpaced",
        options,
      );
      expect(failed(unpaced)).toEqual([]);
      expect(valuesOf(unpaced, "launch")).toMatchObject({ network });
    });

    it("keeps its gaps with AutoMTLS, where its PINGs go through TLS", async () => {
      const steps = await run(["launch", "start-record", "frames:20", "stop-record", "end", "kill"], "burst", {
        autoMtls: true,
      });
      expect(failed(steps)).toEqual([]);
      const frames = framesOf(steps);
      const gaps = frames.slice(1).map((frame, i) => frame.at - (frames[i]?.at ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThan(10);
    });

    it("takes what is printed and logged for log records", async () => {
      const steps = await run(["launch", "start-record", "end", "stop", "kill"], "chatty");
      expect(failed(steps)).toEqual([]);
      expect(payloadsOf(steps)).toEqual([{ n: 0 }, { n: 1 }]);
      const printed = pluginLog(steps).filter(({ fields }) => fields["stream"] === "stdout");
      expect(printed.map(({ message }) => message)).toEqual([
        "found the bus",
        "loading the driver",
        "half a line, and its end",
        "recording",
        "printed by a child",
        "the last words",
      ]);
      const record = (message: string | RegExp) => pluginLog(steps).find((each) => each.message.match(message));
      expect(record(/^about to read$/)).toMatchObject({ level: "info", fields: { _message: "5", sensor: "a" } });
      const group = { driver: "x", "bus.count": "3", "bus.err": "none" };
      expect(record(/^bytes$/)).toMatchObject({ level: "debug", fields: group });
      expect(record(/^a long one: é+… \[\d+ characters cut\]$/)).toMatchObject({ level: "error" });
      expect(record(/^by log$/)).toMatchObject({ level: "info" });
      // What is JSON of another logger is shown as it is, and not lost.
      for (const line of ['{"@level":"notice","@message":"of another logger"}', '{"level":"warn","msg":"of zap"}'])
        expect(messages(steps)).toContain(line);
      expectGracefulKill(steps, GRACEFUL);
    });

    it("sends text, bytes and lists, and no frame that would end the stream for everybody", async () => {
      const scenario = commands([
        [{ command: "values" }, "end"],
        [{ command: "eof" }, "end"],
        [{ command: "large" }, "end"],
        [{ command: "nothing" }, "end"],
        [{ command: "nothing", id: 7 }, "end"],
      ]);
      const steps = await runHost(scenario, built("commands"), { goPlugin });
      expect(failed(steps)).toEqual([]);
      expect(framesOf(steps).map(({ type, payload }) => [type, payload.slice(0, 60)])).toEqual([
        ["application/json", "[1,2.5,null]"],
        ["text/plain", "21 °C"],
        ["application/octet-stream", "\u0000\ufffd"],
        ["application/json", expect.stringContaining('{"refused":"a frame of type \\"EOF\\" would end the')],
        ["text/plain", expect.stringContaining("xxx")],
        ["application/json", "{}"],
        ["application/json", '{"id":7}'],
      ]);
      expect(messages(steps)).toContainEqual(expect.stringMatching(/^a frame of 5\.0 MiB/));
    });

    it("explains refused commands, outlives a panic, and goes on", async () => {
      const scenario = commands([
        [{ command: "launch-rocket" }],
        [{ command: "fail" }],
        [{ command: "wrapped" }],
        [{ command: "panic" }],
        [{ no: "command" }],
        [{ command: "read", args: [1] }],
        [{ command: "count", args: { to: "many" } }],
        [{ command: "fail-with", args: { text: "", times: 1 } }],
        [{ command: "fail-with", args: { text: "x", times: 6_000_000 } }],
        [{ command: "read" }, "end"],
      ]);
      const steps = await runHost(scenario, built("commands"), { goPlugin });
      const of = (code: string, text: string) => `rpc error: code = ${code} desc = ${text}`;
      expect(failed(steps).map(({ error }) => error)).toEqual([
        expect.stringMatching(/unknown command "launch-rocket"; commands knows: count, eof, fail, fail-with, large/),
        of("Unavailable", "the heater is not connected"),
        of("NotFound", "set: rpc error: code = NotFound desc = no heater"),
        of("Unknown", "panic: runtime error: invalid memory address or nil pointer dereference"),
        of(
          "InvalidArgument",
          'expected a frame of type application/json like {"command":"NAME"}, got {"no":"command"}',
        ),
        of("InvalidArgument", '"args" must be an object, got [1]'),
        expect.stringMatching(/"args" does not fit the command: json: cannot unmarshal string into Go/),
        of("Unknown", "no reason was given"),
        expect.stringMatching(/desc = x{4000,}… \[\d+ characters cut\]$/),
      ]);
      expect(payloadsOf(steps)).toEqual([{ celsius: 21.5, args: {} }]);
      const crash = pluginLog(steps).find(({ message }) => message.startsWith("panic: runtime error"));
      expect(crash?.fields["error"]).toMatch(/goroutine \d+ .*\n[^]*commands\/main\.go:\d+/);
      expectGracefulKill(steps, GRACEFUL);
    });

    it("tells a panic of a goroutine that the author started by laniakea.Go, and goes on", async () => {
      const scenario = commands([
        [{ command: "panic-beside" }, "end"],
        [{ command: "read" }, "end"],
      ]);
      const steps = await runHost(scenario, built("commands"), { goPlugin });
      expect(failed(steps)).toEqual([]);
      const reason = "panic: runtime error: invalid memory address or nil pointer dereference";
      expect(payloadsOf(steps)).toEqual([{ n: 0 }, { lost: reason }, { celsius: 21.5, args: {} }]);
      const told = pluginLog(steps).find(({ message }) => message === `a goroutine ended: ${reason}`);
      expect(told).toMatchObject({ level: "error" });
      expect(told?.fields["error"]).toMatch(/goroutine \d+ .*\n[^]*commands\/main\.go:\d+/);
      expectGracefulKill(steps, GRACEFUL);
    });

    it("keeps to a host that multiplexes, and to a folder for its socket", async () => {
      const steps = await run(["launch", "ping", "kill"], "counter", { env: { PLUGIN_MULTIPLEX_GRPC: "true" } });
      expect(failed(steps)).toEqual([]);
    });

    it("says why it cannot be served, instead of a handshake", async () => {
      const steps = await run(["launch", "kill"], "counter", { env: { PLUGIN_UNIX_SOCKET_GROUP: "no-such-group" } });
      expect(failed(steps).map(({ step }) => step)).toEqual(["launch"]);
      expect(messages(steps)).toContain(
        "the plugin cannot be served: there is no group no-such-group, which PLUGIN_UNIX_SOCKET_GROUP names",
      );
    });
  });

  it("answers everything that is called in any order, and ends gracefully", { timeout: 120_000 }, async () => {
    await answersInAnyOrder(built("counter"), 20, GRACEFUL);
  });

  it.runIf(process.platform === "linux")("keeps no memory of 1,000 recordings", { timeout: 120_000 }, async () => {
    const growth = growthOfRecordings(built("unpaced"), { before: 300, recordings: 1_000 }, GRACEFUL);
    expect(await growth).toBeLessThan(5);
  });
});

function expectSocketGone(steps: readonly Step[]): void {
  const { network, address } = valuesOf(steps, "launch");
  expect(network).toBe("unix");
  expect(existsSync(String(address))).toBe(false);
}
