import { Command, Option } from "commander";
import { pathArgument } from "../../cli/commands/path-argument.js";
import { CHANGEABLE } from "../answers/changeable.js";
import type { UpdateFlags } from "./update-action.js";

/** `update [PROJECT]`: the newest templates, merged into a project. */
export function updateCommand(): Command {
  const command = new Command("update")
    .description("bring a project to this version's templates; what you have changed stays")
    .argument("[project]", "the project's folder", pathArgument("PROJECT", "folder"), ".")
    .option("-y, --yes", "ask nothing")
    .option("--dry-run", "write nothing; list what would happen to each file")
    .option("--diff", "as --dry-run, and show every change line by line")
    .option(
      "--force",
      "also beside changes that are not committed, and code of your own; with --undo: also what was changed since",
    )
    .option("--undo", "take the last update of the project back")
    .option("--to <version>", "update to another version than this one, through npx")
    .option("--migrate", "adapt your own code, too, where the SDK has changed (default: asked at a terminal, else no)")
    .option("--no-install", "leave out the install of dependencies")
    .option("--check", "run the project's own lint, types, tests, build and check (default: at a terminal)")
    .addOption(new Option("--no-check").hideHelp())
    .option("--json", "print one JSON document")
    .option("-q, --quiet", "show errors only");
  for (const { flag, help } of CHANGEABLE) {
    command.addOption(new Option(flag, `change the answer: ${help.replace(/ \(default: .*\)$/, "")}`));
  }
  return command.action(async (project: string, flags: UpdateFlags) => {
    const typed = (key: string) => command.getOptionValueSource(key) === "cli";
    const texts = CHANGEABLE.filter(({ key }) => typed(key)).map(
      ({ key }) => [key, String(command.getOptionValue(key))] as const,
    );
    const { check: _, ...others } = flags;
    const wanted = typed("check") ? flags : others;
    await (await import("./update-action.js")).runUpdate(project, { ...wanted, texts: Object.fromEntries(texts) });
  });
}
