import { Command } from "commander";
import { pathArgument } from "./path-argument.js";

/** `check [EXE]`: drives an executable as the daemon would, one line a check. */
export function checkCommand(): Command {
  return new Command("check")
    .description("prove that an executable is a plugin that the daemon can run")
    .argument(
      "[exe]",
      "the executable, or a project's folder; default: this project's",
      pathArgument("EXE", "executable"),
    )
    .option(
      "--hardware",
      "what the plugin needs is attached: a recording that it refuses, or whose fields never have a value, is a failure",
    )
    .option("--json", "print one JSON document")
    .action(async (exe, flags) => (await import("../check/action.js")).runCheck(exe, flags));
}
