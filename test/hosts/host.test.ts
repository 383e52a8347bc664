import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BundledPlugins } from "./bundle-plugin.js";
import { commands, hostProgram, runHost } from "./go-host.js";
import { buildGo, goIsThere } from "./go-toolchain.js";
import { answersInAnyOrder, growthOfRecordings, keepsTheContract } from "./host-contract.js";
import { expectGracefulKill, failed, messages, payloadsOf, pluginLog } from "./host-steps.js";

const GO_PLUGIN_VERSIONS = ["1.4.4", "1.8.0"] as const;
const PLUGINS = ["counter", "commands", "broken-sensor", "chatty", "silent", "burst", "unpaced"] as const;

/** ms: go-plugin's Kill would wait 2 s for a plugin that does not go. */
const GRACEFUL = 1_000;

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

    keepsTheContract({
      goPlugin,
      plugin,
      graceful: GRACEFUL,
      restarts: Number(process.env["TEST_RESTARTS"] ?? 20),
      startError: "rpc error: code = NotFound desc = no sensor at /dev/ttyUSB0",
      stack: "at record ",
      orphanGoneMs: 10_000,
    });

    it("goes through its life with AutoMTLS, too, which other hosts turn on", async () => {
      const steps = await runHost("datasource", plugin("counter"), { goPlugin, autoMtls: true });
      expect(failed(steps)).toEqual([]);
      expect(payloadsOf(steps)).toHaveLength(4);
      expectGracefulKill(steps, GRACEFUL);
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

    it("answers a command that returns nothing with an empty object", async () => {
      const scenario = commands([[{ command: "nothing" }, "end"]]);
      const steps = await runHost(scenario, plugin("commands"), { goPlugin });
      expect(failed(steps)).toEqual([]);
      expect(payloadsOf(steps)).toEqual([{}]);
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
  });
});

describe.runIf(goIsThere())("a plugin that is called in any order", () => {
  const bundled = new BundledPlugins();
  afterAll(() => bundled.remove());

  it("answers everything, and ends gracefully", { timeout: 120_000 }, async () => {
    await answersInAnyOrder(await bundled.bundle("counter"), 20, GRACEFUL);
  });
});

describe.runIf(goIsThere() && process.platform === "linux")("a plugin that records again and again", () => {
  const bundled = new BundledPlugins();
  afterAll(() => bundled.remove());

  it("keeps no memory of 1,000 recordings", { timeout: 120_000 }, async () => {
    // With as much room for young objects as V8 likes, the heap takes 1,500 recordings to get the size that the work needs.
    const env = { NODE_OPTIONS: "--max-semi-space-size=1" };
    // JavaScriptCore knows no such bound: its heap has its size after a thousand.
    const cycles = { before: bundled.runtime === "node" ? 300 : 1_200, recordings: 1_000 };
    expect(await growthOfRecordings(await bundled.bundle("unpaced"), cycles, GRACEFUL, env)).toBeLessThan(10);
  });
});

// The host must be able to tell good from bad: a plugin of the Go SDK is what the daemon was made for.
describe.runIf(goIsThere())("the host itself", () => {
  it.each(GO_PLUGIN_VERSIONS)("takes a Go SDK plugin through its life with go-plugin %s", async (goPlugin) => {
    const steps = await runHost("datasource", await buildGo({ package: "plugin" }), { goPlugin });
    expect(failed(steps)).toEqual([]);
    expect(payloadsOf(steps)).toEqual([0, 1, 0, 1].map((n) => ({ n })));
    expectGracefulKill(steps, GRACEFUL);
  });

  it("reports a program that is no plugin", async () => {
    const scenario = { type: "datasource", steps: ["launch", "push-version:1.0.0", "kill"] } as const;
    const steps = await runHost(scenario, process.execPath);
    expect(failed(steps).map(({ step }) => step)).toEqual(["launch", "push-version"]);
  });
});
