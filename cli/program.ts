import { Command } from "commander";
import packageJson from "../sdk/typescript/package.json" with { type: "json" };
import { buildCommand } from "./commands/build.js";
import { checkCommand } from "./commands/check.js";
import { devCommand } from "./commands/dev.js";
import { doctorCommand } from "./commands/doctor.js";
import { registerCommand } from "./commands/register.js";
import { unregisterCommand } from "./commands/unregister.js";
import { runWithOutput } from "./run/output.js";
import { runProgram } from "./run/run.js";

const program = new Command("laniakea-plugin")
  .description("build, prove, run and register a Laniakea plugin")
  .version(packageJson.version)
  .addCommand(buildCommand())
  .addCommand(checkCommand())
  .addCommand(devCommand())
  .addCommand(registerCommand())
  .addCommand(unregisterCommand())
  .addCommand(doctorCommand());

process.exitCode = await runWithOutput(() => runProgram(program, process.argv.slice(2)));
