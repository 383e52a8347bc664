import { Command } from "commander";
import { pathArgument } from "./path-argument.js";

/** `dev [PROJECT]`: the plugin under the built-in host, built again at each save. */
export function devCommand(): Command {
  return new Command("dev")
    .description("run the plugin without a daemon, and again at each save")
    .argument("[project]", "the project's folder", pathArgument("PROJECT", "folder"), ".")
    .action(async (project) => (await import("../dev/action.js")).runDev(project));
}
