import { type Command, Option } from "commander";
import type { Where } from "../register/locate.js";

/** The two ways to say which daemon is meant; its own folder of this platform by default. */
export function addDaemonOptions(command: Command): Command {
  return command
    .addOption(new Option("--laniakea-dir <dir>", "the daemon's folder, with its config.yaml").conflicts("config"))
    .addOption(new Option("--config <file>", "another config file"));
}

/** The values of those options. */
export type DaemonOptions = Where;
