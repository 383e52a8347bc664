import { Command, Option } from "commander";
import { addDaemonOptions } from "./daemon-options.js";
import { pathArgument } from "./path-argument.js";

/** `register [PROJECT]`: the built executable into PluginDir, then its entry into the config. */
export function registerCommand(): Command {
  const command = new Command("register")
    .description("install the built executable and add its entry to the daemon's config.yaml")
    .argument("[project]", "the project's folder", pathArgument("PROJECT", "folder"), ".");
  return addDaemonOptions(command)
    .option("--overwrite", "change an entry of the same name, and replace a program that no plugin runs")
    .option("--backup", "keep the config as it was in config.yaml.bak")
    .option("--dry-run", "change nothing; say what would be done, with the unified diff of the config")
    .addOption(new Option("--diff", "change nothing; print only that diff"))
    .option("--json", "print one JSON document")
    .action(async (project, flags) => (await import("../register/action.js")).runRegister(project, flags));
}
