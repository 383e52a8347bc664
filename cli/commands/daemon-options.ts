import { type Command, Option } from "commander";
import { pathArgument } from "./path-argument.js";

/** The two ways to say which daemon is meant; its own folder of this platform by default. */
export function addDaemonOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--laniakea-dir <dir>", "the daemon's folder, with its config.yaml")
        .argParser(pathArgument("--laniakea-dir", "folder"))
        .conflicts("config"),
    )
    .addOption(new Option("--config <file>", "another config file").argParser(pathArgument("--config", "file")));
}
