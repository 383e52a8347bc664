import type { Command } from "commander";
import { buildCommand } from "./build.js";
import { checkCommand } from "./check.js";
import { devCommand } from "./dev.js";
import { doctorCommand } from "./doctor.js";
import { plotCommand } from "./plot.js";
import { registerCommand } from "./register.js";
import { unregisterCommand } from "./unregister.js";

/** The commands on a project or an executable, in the order of the help. Both programs have them. */
export function commands(): readonly Command[] {
  return [
    buildCommand(),
    checkCommand(),
    devCommand(),
    plotCommand(),
    registerCommand(),
    unregisterCommand(),
    doctorCommand(),
  ];
}
