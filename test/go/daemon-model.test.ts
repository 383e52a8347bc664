import { beforeAll, describe, expect, it } from "vitest";
import { RANDOM_PAUSE, runsOf, survivesManyOperators, survivesTheDaemon } from "../hosts/daemon-queues.js";
import { buildGo, goIsThere } from "../hosts/go-toolchain.js";
import { GO_SDK, goPlugin } from "./plugins.js";

// Pausing a process needs SIGSTOP.
describe.runIf(goIsThere() && process.platform !== "win32")("the daemon's queues behind a Go plugin", () => {
  let model = "";
  let burst = "";
  let commands = "";
  let laniakeas = "";

  beforeAll(async () => {
    burst = await goPlugin("burst");
    commands = await goPlugin("commands");
    // The same source on our module.
    laniakeas = await buildGo({ package: "plugin", modfile: "our-sdk.mod", replacement: GO_SDK });
    model = await buildGo({ package: "daemon-model" });
  }, 300_000);

  survivesTheDaemon(() => ({ model, plugin: burst }));
  survivesManyOperators(() => ({ model, plugin: commands }));

  it(
    "survive a burst of one that is written for Laniakea's own SDK, in each of 50 runs with pauses",
    { timeout: 180_000 },
    async () => {
      const job = { hosts: 10, runsPerHost: 5, pause: RANDOM_PAUSE, env: { PLUGIN_INTERVAL: "0" } };
      const all = await runsOf(model, laniakeas, job);
      expect(all).toHaveLength(50);
      expect(all.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
    },
  );
});
