import { Command } from "commander";
import { pathArgument } from "./path-argument.js";

/** `build [PROJECT]`: the single binary, started once before it counts as made. */
export function buildCommand(): Command {
  return new Command("build")
    .description("make the single executable in dist/, and start it once to prove that it speaks")
    .argument("[project]", "the project's folder", pathArgument("PROJECT", "folder"), ".")
    .option("--verbose", "show the details of a failure")
    .action(async (project) => (await import("../build/action.js")).runBuild(project));
}
