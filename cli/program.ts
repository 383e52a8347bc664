import { Command } from "commander";
import packageJson from "../sdk/typescript/package.json" with { type: "json" };
import { commands } from "./commands/commands.js";
import { updateCommand } from "./commands/update.js";
import { runWithOutput } from "./run/output.js";
import { runProgram } from "./run/run.js";

const program = new Command("laniakea-plugin")
  .description("build, prove, run and register a Laniakea plugin")
  .version(packageJson.version);
for (const command of [...commands(), updateCommand()]) program.addCommand(command);

process.exitCode = await runWithOutput(() => runProgram(program, process.argv.slice(2)));
