import type { Command } from "commander";
import { buildCommand } from "./build.js";
import { checkCommand } from "./check.js";
import { devCommand } from "./dev.js";
import { doctorCommand } from "./doctor.js";
import { refuseKeptByNpm } from "./kept-by-npm.js";
import { registerCommand } from "./register.js";
import { unregisterCommand } from "./unregister.js";

type Three = [Command, Command, Command];

/** A command of every day says when a newer version is there. */
function reminding(command: Command): Command {
  return command.hook("preAction", async () => {
    if (process.stderr.isTTY !== true) return;
    const { remind } = await import("../reminder/reminder.js");
    await remind(command.args[0] ?? ".", { quiet: command.opts()["quiet"] === true });
  });
}

/** The commands on a project or an executable, in the order of the help. Both programs have them. */
export function commands(): readonly Command[] {
  const [build, dev, register] = [buildCommand(), devCommand(), registerCommand()].map(reminding) as Three;
  const all = [build, checkCommand(), dev, register, unregisterCommand(), doctorCommand()];
  return all.map((command) => command.hook("preAction", () => refuseKeptByNpm(command, argvOf(command), process.env)));
}

/** What was given to a command, behind its name. */
function argvOf(command: Command): readonly string[] {
  return process.argv.slice(process.argv.indexOf(command.name(), 2) + 1);
}
