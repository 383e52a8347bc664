import type { ProjectLanguage } from "../language.js";
import { SOURCES } from "./layout.js";

/** PyInstaller makes the executable. What does it is loaded when it is needed. */
export const python: ProjectLanguage = {
  name: "python",
  title: "Python",
  manifest: "pyproject.toml",
  mustSpeak: "plugin.py has to end with Serve(…)",
  heartbeat: "heartbeat",
  sources: [SOURCES, "pyproject.toml", "requirements.lock", "plugin.spec"],
  runtimes: [],
  crosses: false,
  nameInSource: async (project) => (await import("./name-in-source.js")).nameInSource(project),
  // Windows has no make.
  taskCommand: (_, task) => (process.platform === "win32" ? `create-laniakea-plugin ${task}` : `make ${task}`),
  make: async (options) => (await import("./build.js")).make(options),
  watch: async (project, onChange) => (await import("./watch.js")).watch(project, onChange),
};
