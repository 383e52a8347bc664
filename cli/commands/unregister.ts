import { Command } from "commander";
import { addDaemonOptions } from "./daemon-options.js";
import { nameArgument } from "./path-argument.js";

/** `unregister [NAME]`: the entry out of the config, then the executable out of PluginDir. */
export function unregisterCommand(): Command {
  const command = new Command("unregister")
    .description("remove a plugin's entry from the daemon's config.yaml, and the executable that register installed")
    .argument("[name]", "the plugin's name; default: that of the project in this folder", nameArgument("NAME"));
  return addDaemonOptions(command)
    .option("--backup", "keep the config as it was in config.yaml.bak")
    .option("--json", "print one JSON document")
    .action(async (name, flags) => (await import("../register/unregister-action.js")).runUnregister(name, flags));
}
