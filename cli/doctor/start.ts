import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import type { Problem } from "../../daemon/config/rules.js";
import type { ViewedPlugin } from "../../daemon/config/view.js";
import type { Located } from "../config/locate.js";
import { bootProblem } from "./boot.js";
import { runningDaemon } from "./running-daemon.js";

/** A plugin of a config whose executable is there. */
export interface Startable extends ViewedPlugin {
  readonly file: string;
}

/**
 * Starts the plugins of a config as the daemon does at its own start. Where a daemon runs already, it has done so, and a
 * second process could take a sensor away from the first: then nothing is started.
 * @throws the signal's reason when aborted.
 */
export async function startPlugins(
  plugins: readonly Startable[],
  { folder }: Located,
  signal: AbortSignal,
): Promise<Problem[]> {
  const daemon = await runningDaemon(folder);
  if (daemon !== undefined) {
    const message = `the plugins were not started, since the daemon is running (process ${daemon})`;
    return plugins.length === 0 ? [] : [{ severity: "warning", message }];
  }
  const problems: Problem[] = [];
  const waiting = [...plugins];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const problem = await problemOf(next, signal);
      if (problem !== undefined) problems.push(problem);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return problems;
}

async function problemOf(plugin: Startable, signal: AbortSignal): Promise<Problem | undefined> {
  const { fields, file, place } = plugin;
  const named = `the plugin ${JSON.stringify(fields.name ?? "")}`;
  if (await isForeignToRoot(file)) {
    const message = `${named} was not started: ${file} is another user's; run doctor as the user of the daemon`;
    return { severity: "warning", message, place: place() };
  }
  const problem = await bootProblem(file, fields.type, signal);
  if (problem === undefined) return undefined;
  return { severity: "boot", message: `${named}: ${file} does not start for the daemon: ${problem}`, place: place() };
}

/** Root must not run what somebody else may have put there. */
async function isForeignToRoot(file: string): Promise<boolean> {
  return process.geteuid?.() === 0 && (await stat(file)).uid !== 0;
}
