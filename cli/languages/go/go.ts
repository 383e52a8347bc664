import type { ProjectLanguage } from "../language.js";
import { SOURCES } from "./layout.js";

/** `go build` makes the executable. What does it is loaded when it is needed. */
export const go: ProjectLanguage = {
  name: "go",
  title: "Go",
  manifest: "go.mod",
  mustSpeak: "main has to call laniakea.Serve",
  heartbeat: "Heartbeat",
  sources: SOURCES,
  runtimes: [],
  crosses: true,
  nameInSource: async (project) => (await import("./name-in-source.js")).nameInSource(project),
  // Windows has no make.
  taskCommand: (_, task) => (process.platform === "win32" ? `create-laniakea-plugin ${task}` : `make ${task}`),
  make: async (options) => (await import("./build.js")).make(options),
  watch: async (project, onChange) => (await import("./watch.js")).watch(project, onChange),
};
