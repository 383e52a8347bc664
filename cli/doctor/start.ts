import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import type { Problem } from "../../daemon/config/rules.js";
import type { ViewedPlugin } from "../../daemon/config/view.js";
import { FACTS } from "../../daemon/facts.js";
import { messageIn } from "../../sdk/typescript/src/testing/error-line.js";
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
      problems.push(...(await problemsOf(next, signal)));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return problems;
}

/** How the log of a plugin begins the line that says what is wrong with its settings, in all languages. */
const WRONG_SETTINGS = FACTS.message.wrongSettings.replace("{problems}", "");

async function problemsOf(plugin: Startable, signal: AbortSignal): Promise<Problem[]> {
  const { fields, file, place } = plugin;
  const named = `the plugin ${JSON.stringify(fields.name ?? "")}`;
  if (await isForeignToRoot(file)) {
    const message = `${named} was not started: ${file} is another user's; run doctor as the user of the daemon`;
    return [{ severity: "warning", message, place: place() }];
  }
  const said: string[] = [];
  const problem = await bootProblem(file, fields.type, signal, {
    onStderr: (line) => said.push(messageIn(line) ?? ""),
  });
  if (problem !== undefined) {
    return [
      { severity: "boot", message: `${named}: ${file} does not start for the daemon: ${problem}`, place: place() },
    ];
  }
  // The daemon starts with them, and the plugin refuses each recording and command.
  const wrong = said.find((line) => line.startsWith(WRONG_SETTINGS));
  return wrong === undefined ? [] : [{ severity: "warning", message: `${named} has ${wrong}`, place: place() }];
}

/** Root must not run what somebody else may have put there. */
async function isForeignToRoot(file: string): Promise<boolean> {
  return process.geteuid?.() === 0 && (await stat(file)).uid !== 0;
}
