import { Command } from "commander";
import { pathArgument } from "./path-argument.js";

/** `build [PROJECT]`: the single binary, started once before it counts as made. */
export function buildCommand(): Command {
  return new Command("build")
    .description("make the single executable in dist/, and start it once to prove that it speaks")
    .argument("[project]", "the project's folder", pathArgument("PROJECT", "folder"), ".")
    .option(
      "--target <machines>",
      "make dist/<exec>-<target> for other machines, such as linux-arm64,win32-x64, or for all",
      (value: string, before: readonly string[] = []) => [...before, value],
    )
    .option("--runtime <name>", "what runs a TypeScript plugin: node or bun (default: the project's)")
    .option("--licenses", "print the licences of what is in the executable, and build nothing")
    .option("--verbose", "show the details of a failure")
    .action(async (project, flags) => (await import("../build/action.js")).runBuild(project, flags));
}
