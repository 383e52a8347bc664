import { Command, InvalidArgumentError, Option } from "commander";

/** `dev [PROJECT]`: the plugin under the built-in host, built again at each save. */
export function devCommand(): Command {
  const command = new Command("dev")
    .description("run the plugin without a daemon, and again at each save; a page in the browser shows what it does")
    .argument("[project]", "the project's folder", ".")
    .option("--open", "open the page in a browser")
    .option("--no-page", "leave the page out")
    .addOption(new Option("--port <port>", "the page's port (default: a free one)").argParser(portOf))
    .option("--record <file>", "write each frame into a new file as it comes, as a line of JSON");
  return command
    .addOption(
      new Option("--replay <file>", "show recorded frames on the page, without the plugin").conflicts([
        "record",
        "page",
      ]),
    )
    .addOption(
      new Option("--speed <times>", "how many times as fast --replay shows them").argParser(speedOf).default(1),
    )
    .action(async (project, flags) => (await import("../dev/action.js")).runDev(project, flags));
}

export function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError("it must be a whole number from 1 to 65535.");
}

function speedOf(text: string): number {
  const speed = Number(text);
  if (speed > 0 && Number.isFinite(speed)) return speed;
  throw new InvalidArgumentError("it must be a number above 0, such as 10.");
}
