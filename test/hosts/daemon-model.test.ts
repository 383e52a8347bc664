import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FRAME_GAP_MS } from "../../daemon/timing.js";
import { BundledPlugins } from "./bundle-plugin.js";
import { RANDOM_PAUSE, runsOf, survivesTheDaemon } from "./daemon-queues.js";
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

  survivesTheDaemon(() => ({ model, plugin: ours }));

  it(`would not survive them with a fixed gap of ${FRAME_GAP_MS} ms`, { timeout: 180_000 }, async () => {
    const job = { hosts: 10, runsPerHost: 5, pause: RANDOM_PAUSE };
    const paused = await runsOf(model, goPlugin, { ...job, env: { PLUGIN_INTERVAL: `${FRAME_GAP_MS}ms` } });
    const lost = paused.filter(({ outcome }) => outcome === "crash" || outcome === "hang");
    expect(lost.length).toBeGreaterThan(0);
  });

  it("crash or hang on frames without a gap", async () => {
    const all = await runsOf(model, goPlugin, { hosts: 1, runsPerHost: 2, env: { PLUGIN_INTERVAL: "0" } });
    expect(all.map(({ outcome }) => outcome)).not.toContain("ok");
  });
});
