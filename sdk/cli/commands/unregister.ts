import { Command } from "commander";
import { interruptible } from "../interrupt.js";
import { addDaemonOptions, type DaemonOptions } from "./daemon-options.js";

/** `unregister [NAME]`: the entry out of the config, then the executable out of PluginDir. */
export function unregisterCommand(): Command {
  const command = new Command("unregister")
    .description("remove a plugin's entry from the daemon's config.yaml, and its executable")
    .argument("[name]", "the plugin's name; default: that of the project in this folder");
  return addDaemonOptions(command).action(runUnregister);
}

async function runUnregister(given: string | undefined, where: DaemonOptions): Promise<void> {
  const name = given ?? (await nameOfProject(process.cwd()));
  const { unregister } = await import("../register/register.js");
  const { configFile, executable } = await interruptible((signal) => unregister({ name, ...where, signal }));
  process.stdout.write(`${name} is no longer registered in ${configFile}\n`);
  if (executable !== undefined) process.stdout.write(`removed ${executable}\n`);
}

async function nameOfProject(folder: string): Promise<string> {
  const { projectEntry } = await import("../project-entry.js");
  return (await projectEntry(folder)).name;
}
