import { Command } from "commander";
import { addDaemonOptions } from "./daemon-options.js";

/** `doctor`: the config as the daemon reads it when it starts, and the plugins as it starts them; changes nothing. */
export function doctorCommand(): Command {
  const command = new Command("doctor").description(
    "say what in the daemon's config.yaml would keep it from starting, or from running its plugins",
  );
  return addDaemonOptions(command)
    .option("--no-start", "only look; do not start the plugins to see whether the daemon could")
    .option("--json", "print one JSON document")
    .action(async (flags) => (await import("../doctor/action.js")).runDoctor(flags));
}
