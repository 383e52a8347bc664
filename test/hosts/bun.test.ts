import { afterAll, beforeAll, describe } from "vitest";
import { BundledPlugins } from "./bundle-plugin.js";
import { hostProgram } from "./go-host.js";
import { goIsThere } from "./go-toolchain.js";
import { type CommonPlugin, keepsTheContract } from "./host-contract.js";

const PLUGINS: readonly CommonPlugin[] = ["counter", "commands", "broken-sensor", "silent", "burst", "unpaced"];

/** All that runs on Node.js runs on Bun too in `npm run test:bun`; here is what a daemon relies on. */
describe.runIf(goIsThere())("a plugin on Bun, under the host library that the daemon has", () => {
  const bundled = new BundledPlugins("bun");
  const executables = new Map<CommonPlugin, string>();

  beforeAll(async () => {
    for (const name of PLUGINS) executables.set(name, await bundled.bundle(name));
    await hostProgram();
  }, 300_000);
  afterAll(() => bundled.remove());

  keepsTheContract({
    goPlugin: "1.4.4",
    plugin: (name) => executables.get(name) ?? "",
    graceful: 1_000,
    restarts: 20,
    startError: "rpc error: code = NotFound desc = no sensor at /dev/ttyUSB0",
    stack: "at record ",
    orphanGoneMs: 10_000,
  });
});
