import { Command } from "commander";

/** `update`, inside a TypeScript project: the newest generator does it, as it alone has the templates. */
export function updateCommand(): Command {
  return new Command("update")
    .description("bring the project to the newest templates, through npx create-laniakea-plugin@latest update")
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .argument("[args...]", "as create-laniakea-plugin update takes them")
    .action(async (args: readonly string[]) => {
      const { handOver } = await import("../process/hand-over.js");
      await handOver("latest", ["update", ...args]);
    });
}
