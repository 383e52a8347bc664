import type { ProjectLanguage } from "../language.js";
import { ENTRY, SOURCES } from "./layout.js";
import { packageManagerOf, runScript } from "./package-manager.js";
import { RUNTIME_NAMES } from "./toolchain/runtime.js";

/** One bundle, put into a copy of a pinned runtime. What does it is loaded when it is needed: half of a command's code. */
export const typescript: ProjectLanguage = {
  name: "typescript",
  title: "TypeScript",
  manifest: "package.json",
  mustSpeak: `${ENTRY} has to call serve(plugin)`,
  heartbeat: "heartbeatMs",
  sources: [SOURCES, "package.json", "tsconfig.json"],
  runtimes: RUNTIME_NAMES,
  crosses: true,
  nameInSource: async (project) => (await import("./name-in-source.js")).nameInSource(project),
  taskCommand: (project, task) => runScript(packageManagerOf(project), task),
  make: async (options) => (await import("./build.js")).make(options),
  watch: async (project, onChange) => (await import("./dev/watch.js")).watch(project, onChange),
};
