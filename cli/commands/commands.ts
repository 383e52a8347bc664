import type { Command } from "commander";
import { buildCommand } from "./build.js";
import { checkCommand } from "./check.js";
import { devCommand } from "./dev.js";
import { doctorCommand } from "./doctor.js";
import { refuseKeptByNpm } from "./kept-by-npm.js";
import { registerCommand } from "./register.js";
import { unregisterCommand } from "./unregister.js";

/** The commands on a project or an executable, in the order of the help. Both programs have them. */
export function commands(): readonly Command[] {
  const all = [buildCommand(), checkCommand(), devCommand(), registerCommand(), unregisterCommand(), doctorCommand()];
  return all.map((command) => command.hook("preAction", () => refuseKeptByNpm(command, argvOf(command), process.env)));
}

/** What was given to a command, behind its name. */
function argvOf(command: Command): readonly string[] {
  return process.argv.slice(process.argv.indexOf(command.name(), 2) + 1);
}
