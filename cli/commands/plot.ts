import { Command, Option } from "commander";
import { portOf } from "./dev.js";

/** `plot FILE`: recorded frames on the page of `dev`, all at once. */
export function plotCommand(): Command {
  return new Command("plot")
    .description("show frames that dev has recorded, or that its page has saved as JSON lines")
    .argument("<file>", "the recording")
    .option("--open", "open the page in a browser")
    .addOption(new Option("--port <port>", "the page's port (default: a free one)").argParser(portOf))
    .action(async (file, flags) => (await import("../page/action.js")).runPlot(file, flags));
}
