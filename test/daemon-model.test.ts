import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BundledPlugins } from "./bundle-plugin.js";
import { type Job, RANDOM_PAUSE, recordings } from "./daemon-queues.js";
import { buildGo, goIsThere } from "./go-toolchain.js";

// Pausing a process needs SIGSTOP.
describe.runIf(goIsThere() && process.platform !== "win32")("the daemon's queues behind a recording", () => {
  const bundled = new BundledPlugins();
  let model = "";
  let ours = "";
  let goPlugin = "";

  beforeAll(async () => {
    ours = await bundled.bundle("burst");
    model = await buildGo({ package: "daemon-model" });
    goPlugin = await buildGo({ package: "plugin" });
  }, 300_000);
  afterAll(() => bundled.remove());

  const runs = (plugin: string, job: Job) => recordings(model, plugin, job);

  it("lose nothing of a plugin that yields as fast as it may", async () => {
    const all = await runs(ours, { hosts: 2, runsPerHost: 5 });
    expect(all.map(({ outcome }) => outcome)).toEqual(Array(10).fill("ok"));
    for (const { received, delivered } of all) {
      expect(received.length).toBeGreaterThan(10);
      expect(delivered).toEqual(received.map((_, n) => JSON.stringify({ n })));
    }
  });

  it("survive 200 recordings while the daemon stands still at random", { timeout: 180_000 }, async () => {
    const all = await runs(ours, { hosts: 10, runsPerHost: 20, pause: RANDOM_PAUSE });
    expect(all).toHaveLength(200);
    expect(all.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
    for (const { received, delivered } of all) expect(delivered).toEqual(received.map((_, n) => JSON.stringify({ n })));
    expect(Math.min(...all.map(({ shortestGapMs }) => shortestGapMs))).toBeGreaterThan(10);
  });

  it("would not survive them with a fixed gap of 25 ms", { timeout: 180_000 }, async () => {
    const job = { hosts: 10, runsPerHost: 5, pause: RANDOM_PAUSE };
    const paused = await runs(goPlugin, { ...job, env: { PLUGIN_INTERVAL: "25ms" } });
    const lost = paused.filter(({ outcome }) => outcome === "crash" || outcome === "hang");
    expect(lost.length).toBeGreaterThan(0);
  });

  it("crash or hang on frames without a gap", async () => {
    const all = await runs(goPlugin, { hosts: 1, runsPerHost: 2, env: { PLUGIN_INTERVAL: "0" } });
    expect(all.map(({ outcome }) => outcome)).not.toContain("ok");
  });
});
