import type { Where } from "../config/locate.js";
import { runningDaemon } from "../doctor/running-daemon.js";
import { projectEntry } from "../project/project-entry.js";
import { interruptible } from "../run/interrupt.js";
import { printResult } from "../run/print-result.js";
import { unregister, type UnregisterResult } from "./unregister.js";

export interface UnregisterFlags extends Where {
  readonly backup?: boolean;
  readonly json?: boolean;
}

interface Unregistered extends UnregisterResult {
  readonly name: string;
  /** The process of the daemon that runs on the folder, as far as that can be seen. */
  readonly daemon: number | undefined;
}

/** What `unregister` does and prints. */
export async function runUnregister(
  name: string | undefined,
  { json = false, ...flags }: UnregisterFlags,
): Promise<void> {
  await printResult(json, () => unregisterNow(name, flags), describeUnregistered);
}

async function unregisterNow(given: string | undefined, flags: UnregisterFlags): Promise<Unregistered> {
  const name = given ?? (await nameOfProject(process.cwd()));
  const result = await interruptible((signal) => unregister({ name, ...flags, signal }));
  return { name, ...result, daemon: await runningDaemon(result.folder) };
}

function describeUnregistered(result: Unregistered): string[] {
  const { name, configFile, isConfigRemoved, executable, leftBehind, kept, settings, folders, backup, daemon } = result;
  const lines = [`${name} is no longer registered in ${configFile}`];
  if (isConfigRemoved) lines.push(`removed ${configFile}: register had made it, and nothing else was in it`);
  for (const file of [executable, ...leftBehind]) if (file !== undefined) lines.push(`removed ${file}`);
  for (const folder of folders) lines.push(`removed ${folder}: register had made it, and it was empty`);
  if (backup !== undefined) lines.push(`the config as it was: ${backup}`);
  if (kept) lines.push(`kept ${kept.file}: ${kept.reason}`);
  for (const file of settings) lines.push(`kept ${file}: what is set there is yours`);
  if (daemon !== undefined) {
    lines.push(
      `The daemon is running (process ${daemon}). It reads its config only when it starts; until then it has the plugin:`,
      `  lanicli plugin-stop ${name}`,
    );
  }
  return lines;
}

async function nameOfProject(folder: string): Promise<string> {
  return (await projectEntry(folder)).name;
}
