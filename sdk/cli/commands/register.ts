import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { Command } from "commander";
import type { PluginEntry } from "../../laniakea/plugin-entry.js";
import { LaunchError } from "../../src/testing/launch-error.js";
import { ExitCode, UserError } from "../errors.js";
import { interruptible } from "../interrupt.js";
import type { RegisterResult } from "../register/register.js";
import { addDaemonOptions, type DaemonOptions } from "./daemon-options.js";

/** `register [PROJECT]`: the built executable into PluginDir, then its entry into the config. */
export function registerCommand(): Command {
  const command = new Command("register")
    .description("install the built executable and add its entry to the daemon's config.yaml")
    .argument("[project]", "the project's folder", ".");
  return addDaemonOptions(command).action(runRegister);
}

async function runRegister(folder: string, where: DaemonOptions): Promise<void> {
  const { executableOf, projectEntry } = await import("../project-entry.js");
  const project = resolve(folder);
  const entry = await projectEntry(project);
  const executable = executableOf(project, entry);
  const result = await interruptible(async (signal) => {
    await proveItStarts(executable, entry, signal);
    const { register } = await import("../register/register.js");
    return await register({ entry, executable, ...where, signal });
  });
  process.stdout.write(`${describeRegistered(entry, result).join("\n")}\n`);
}

/** The daemon does not boot with a plugin that does not start or is of another type (Q12): found out here instead. */
async function proveItStarts(executable: string, entry: PluginEntry, signal: AbortSignal): Promise<void> {
  if (!(await stat(executable).catch(() => undefined))?.isFile()) {
    throw new UserError(`there is no executable at ${executable}`, {
      exitCode: ExitCode.usage,
      hint: "build it first: npm run build",
    });
  }
  const { launch } = await import("../../src/testing/launch.js");
  try {
    const plugin = await launch(executable, { signal });
    await plugin.close();
    if (plugin.type === entry.type) return;
    throw new LaunchError("protocol", `it is a ${plugin.type}, and laniakea-plugin.yaml says ${entry.type}`);
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    throw new UserError(`not registered, because the daemon could not start it: ${error.message}`, {
      exitCode: ExitCode.checkFailed,
      hint: "npm run check shows every step",
      cause: error,
    });
  }
}

/** What a registration did, and what the daemon needs to see it. */
export function describeRegistered(entry: PluginEntry, result: RegisterResult): string[] {
  const { status, configFile, executable, created } = result;
  const config = created ? `${configFile} (made new)` : configFile;
  return status === "unchanged"
    ? [`${entry.name} is registered already; nothing to do in ${config}`, `executable: ${executable}`]
    : [
        `${entry.name} is registered in ${config}`,
        `executable: ${executable}`,
        "The daemon reads its config when it starts.",
      ];
}
