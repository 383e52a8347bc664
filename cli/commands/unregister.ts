import { Command } from "commander";
import { interruptible } from "../run/interrupt.js";
import type { UnregisterResult } from "../register/unregister.js";
import { addDaemonOptions, type DaemonOptions } from "./daemon-options.js";
import { printResult } from "./print-result.js";

interface UnregisterFlags extends DaemonOptions {
  readonly backup?: boolean;
  readonly json?: boolean;
}

interface Unregistered extends UnregisterResult {
  readonly name: string;
  /** The process of the daemon that runs on the folder, as far as that can be seen. */
  readonly daemon: number | undefined;
}

/** `unregister [NAME]`: the entry out of the config, then the executable out of PluginDir. */
export function unregisterCommand(): Command {
  const command = new Command("unregister")
    .description("remove a plugin's entry from the daemon's config.yaml, and the executable that register installed")
    .argument("[name]", "the plugin's name; default: that of the project in this folder");
  return addDaemonOptions(command)
    .option("--backup", "keep the config as it was in config.yaml.bak")
    .option("--json", "print one JSON document")
    .action((name: string | undefined, { json = false, ...flags }: UnregisterFlags) =>
      printResult(json, () => runUnregister(name, flags), describeUnregistered),
    );
}

async function runUnregister(given: string | undefined, flags: UnregisterFlags): Promise<Unregistered> {
  const name = given ?? (await nameOfProject(process.cwd()));
  const { unregister } = await import("../register/unregister.js");
  const result = await interruptible((signal) => unregister({ name, ...flags, signal }));
  const { runningDaemon } = await import("../register/running-daemon.js");
  return { name, ...result, daemon: await runningDaemon(result.folder) };
}

function describeUnregistered({ name, configFile, executable, kept, daemon }: Unregistered): string[] {
  const lines = [`${name} is no longer registered in ${configFile}`];
  if (executable !== undefined) lines.push(`removed ${executable}`);
  if (kept) lines.push(`kept ${kept.file}: ${kept.reason}`);
  if (daemon !== undefined) {
    lines.push(
      `The daemon is running (process ${daemon}). It reads its config only when it starts; until then it has the plugin:`,
      `  lanicli plugin-stop ${name}`,
    );
  }
  return lines;
}

async function nameOfProject(folder: string): Promise<string> {
  const { projectEntry } = await import("../project/project-entry.js");
  return (await projectEntry(folder)).name;
}
