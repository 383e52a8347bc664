import { afterAll, beforeAll, describe } from "vitest";
import { survivesManyOperators, survivesTheDaemon } from "../hosts/daemon-queues.js";
import { buildGo, goIsThere } from "../hosts/go-toolchain.js";
import { pythonIsThere } from "./interpreter.js";
import { PythonPlugins } from "./plugins.js";

// Pausing a process needs SIGSTOP.
describe.runIf(goIsThere() && pythonIsThere() && process.platform !== "win32")(
  "the daemon's queues behind a Python plugin",
  () => {
    const plugins = new PythonPlugins();
    let model = "";
    let burst = "";
    let commands = "";

    beforeAll(async () => {
      burst = await plugins.script("burst");
      commands = await plugins.script("commands");
      model = await buildGo({ package: "daemon-model" });
    }, 300_000);
    afterAll(() => plugins.remove());

    survivesTheDaemon(() => ({ model, plugin: burst }));
    survivesManyOperators(() => ({ model, plugin: commands }));
  },
);
