import { Command, InvalidArgumentError, Option } from "commander";
import { ExitCode, UserError } from "../run/errors.js";
import { addPageOptions } from "./page-options.js";
import { pathArgument } from "./path-argument.js";

/** `dev [PROJECT]`: the plugin under the built-in host, built again at each save. */
export function devCommand(): Command {
  const command = new Command("dev")
    .description("run the plugin without a daemon, and again at each save; a page in the browser shows what it does")
    .argument("[project]", "the project's folder", pathArgument("PROJECT", "folder"), ".");
  return addPageOptions(command)
    .option("--no-page", "leave the page out")
    .option(
      "--record <file>",
      "write each frame into a new file as it comes, as a line of JSON",
      pathArgument("--record", "file"),
    )
    .addOption(
      new Option("--replay <file>", "show recorded frames on the page, without the plugin")
        .argParser(pathArgument("--replay", "file"))
        .conflicts(["record", "page"]),
    )
    .addOption(
      new Option("--speed <times>", "how many times as fast --replay shows them").argParser(speedOf).default(1),
    )
    .action(async (project, flags) => {
      if (command.getOptionValueSource("speed") === "cli" && flags.replay === undefined) {
        throw new UserError("--speed is how fast --replay shows a file", { exitCode: ExitCode.usage });
      }
      await (await import("../dev/action.js")).runDev(project, flags);
    });
}

function speedOf(text: string): number {
  const speed = Number(text);
  if (speed > 0 && Number.isFinite(speed)) return speed;
  throw new InvalidArgumentError("it must be a number above 0, such as 10.");
}
