import { join } from "node:path";
import { quote } from "../../cli/text/quote.js";
import { packageRoot } from "../package-root.js";
import { GENERATOR } from "../version.js";

/** How a task of a project that carries no copy of the generator calls it. */
interface PluginPrograms {
  /** The commands of create-laniakea-plugin. */
  readonly plugin: string;
  /** What a person may add to say where Laniakea's config is. */
  readonly place: string;
}

/** A task that is a command of the generator's; the last of such a project's tasks. */
export const PLUGIN_TASKS = [
  {
    name: "check",
    what: "starts that executable as Laniakea does and tries every call",
    lines: ({ plugin }: PluginPrograms) => [`${plugin} check`],
  },
  {
    name: "register",
    what: "copies the executable to Laniakea's folder and adds it to `config.yaml`",
    lines: ({ plugin, place }: PluginPrograms) => [`${plugin} register${place}`],
    silent: true,
  },
  {
    name: "unregister",
    what: "takes both out again",
    lines: ({ plugin, place }: PluginPrograms) => [`${plugin} unregister${place}`],
    silent: true,
  },
] as const;

/** The generator's own commands, from a project that carries no copy of it. */
export const LAUNCHER = `npx --yes ${GENERATOR.name}@${GENERATOR.version}`;

/** In a Makefile. The shell sees them as variables of its environment, so that no character of a path means anything to it. */
export const MAKE_PROGRAMS = {
  plugin: "$(LANIAKEA_PLUGIN)",
  place: '$${LANIAKEA_DIR:+ --laniakea-dir "$$LANIAKEA_DIR"}$${LANIAKEA_CONFIG:+ --config "$$LANIAKEA_CONFIG"}',
} as const satisfies PluginPrograms;

/** A script that runs the generator that made the project, as long as that is there: no registry is asked for it then. */
export function launcherScript(platform: NodeJS.Platform): string {
  const lines = [
    "#!/bin/sh",
    `cli=${quote(join(packageRoot(), "dist", "cli.js"), platform)}`,
    `[ -f "$cli" ] && exec node "$cli" "$@"`,
    `exec ${LAUNCHER} "$@"`,
    "",
  ];
  return lines.join("\n");
}
