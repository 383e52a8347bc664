import type { Command } from "commander";
import { buildCommand } from "../../cli/commands/build.js";
import { checkCommand } from "../../cli/commands/check.js";
import { devCommand } from "../../cli/commands/dev.js";
import { doctorCommand } from "../../cli/commands/doctor.js";
import { registerCommand } from "../../cli/commands/register.js";
import { unregisterCommand } from "../../cli/commands/unregister.js";

/** The commands that a project in any language needs: without them a Python or Go project would need a package.json. */
export function commands(): readonly Command[] {
  return [buildCommand(), checkCommand(), devCommand(), registerCommand(), unregisterCommand(), doctorCommand()];
}
