import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RANDOM_PAUSE, recordings } from "./daemon-queues.js";
import { buildGo, goIsThere } from "./go-toolchain.js";
import { PythonPlugins, pythonIsThere } from "./python-env.js";

// Pausing a process needs SIGSTOP.
describe.runIf(goIsThere() && pythonIsThere() && process.platform !== "win32")(
  "the daemon's queues behind a Python plugin's recording",
  () => {
    const plugins = new PythonPlugins();
    let model = "";
    let burst = "";

    beforeAll(async () => {
      burst = await plugins.script("burst");
      model = await buildGo({ package: "daemon-model" });
    }, 300_000);
    afterAll(() => plugins.remove());

    it("lose nothing of a plugin that yields as fast as it may", async () => {
      const all = await recordings(model, burst, { hosts: 2, runsPerHost: 5 });
      expect(all.map(({ outcome }) => outcome)).toEqual(Array(10).fill("ok"));
      for (const { received, delivered } of all) {
        expect(received.length).toBeGreaterThan(10);
        expect(delivered).toEqual(received.map((_, n) => JSON.stringify({ n })));
      }
    });

    it("survive 200 recordings while the daemon stands still at random", { timeout: 180_000 }, async () => {
      const all = await recordings(model, burst, { hosts: 10, runsPerHost: 20, pause: RANDOM_PAUSE });
      expect(all).toHaveLength(200);
      expect(all.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
      for (const { received, delivered } of all) {
        expect(delivered).toEqual(received.map((_, n) => JSON.stringify({ n })));
      }
      expect(Math.min(...all.map(({ shortestGapMs }) => shortestGapMs))).toBeGreaterThan(10);
    });
  },
);
