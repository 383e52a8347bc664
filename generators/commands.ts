import type { Command } from "commander";
import { buildCommand } from "../sdk/cli/commands/build.js";
import { checkCommand } from "../sdk/cli/commands/check.js";
import { devCommand } from "../sdk/cli/commands/dev.js";
import { doctorCommand } from "../sdk/cli/commands/doctor.js";
import { registerCommand } from "../sdk/cli/commands/register.js";
import { unregisterCommand } from "../sdk/cli/commands/unregister.js";

/** The commands that a project in any language needs: without them a Python or Go project would need a package.json. */
export function commands(): readonly Command[] {
  return [buildCommand(), checkCommand(), devCommand(), registerCommand(), unregisterCommand(), doctorCommand()];
}
