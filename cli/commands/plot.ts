import { Command } from "commander";
import { addPageOptions } from "./page-options.js";
import { pathArgument } from "./path-argument.js";

/** `plot FILE`: recorded frames on the page of `dev`, all at once. */
export function plotCommand(): Command {
  const command = new Command("plot")
    .description("show frames that dev has recorded, or that its page has saved as JSON lines")
    .argument("<file>", "the recording", pathArgument("FILE", "file"));
  return addPageOptions(command).action(async (file, flags) =>
    (await import("../page/action.js")).runPlot(file, flags),
  );
}
