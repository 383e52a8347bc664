import { resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import { CURRENT_LANIAKEA_VERSION } from "../../daemon/handshake.js";
import { KILL_AFTER_SHUTDOWN_MS } from "../../sdk/typescript/src/go-plugin/host-timing.js";
import { untilAborted } from "../../sdk/typescript/src/go-plugin/rpc/service.js";
import { launch, type LaunchedPlugin } from "../../sdk/typescript/src/testing/launch.js";
import { languageOf } from "../languages/detect.js";
import type { PluginCommand } from "../languages/language.js";
import { projectEntry } from "../project/project-entry.js";
import { Interrupted } from "../run/errors.js";
import { answerLines } from "./command-lines.js";
import { formatFrame, formatLogLine } from "./format.js";
import { PluginEnd } from "./plugin-end.js";

export interface DevOptions {
  readonly project: string;
  /** Ends the plugin as the daemon would, then resolves. */
  readonly signal: AbortSignal;
  /** Command lines for a controller. */
  readonly input: Readable;
  /** Frames and answers. */
  readonly output: Pick<Writable, "write">;
  /** The plugin's log, and what happens to it. */
  readonly log: Pick<Writable, "write">;
}

/**
 * Runs a project under the built-in host, and again at each save: a datasource records, a controller answers command
 * lines. Resolves when the signal aborts: that is how it is meant to end.
 */
export async function dev(options: DevOptions): Promise<void> {
  const project = resolve(options.project);
  const entry = await projectEntry(project);
  const say = (line: string) => void options.log.write(`${line}\n`);
  let running: Promise<void> = Promise.resolve();
  let restart = new AbortController();
  const watcher = await (
    await languageOf(project)
  ).watch(project, (errors, command) => {
    if (options.signal.aborted) return;
    if (command === undefined) return errors.forEach(say);
    restart.abort();
    restart = new AbortController();
    const ends = AbortSignal.any([options.signal, restart.signal]);
    running = running.then(() => runOnce(command, ends, options, say)).catch((error: unknown) => say(messageOf(error)));
  });
  try {
    say(`${entry.name} (${entry.type}) under the built-in host; Ctrl-C ends it`);
    await untilAborted(options.signal);
    await running;
  } finally {
    await watcher.stop();
  }
}

/** One start of the plugin, until `ends`. */
async function runOnce(
  { file, args }: PluginCommand,
  ends: AbortSignal,
  options: DevOptions,
  say: (line: string) => void,
): Promise<void> {
  if (ends.aborted) return;
  const onStderr = (line: string) => say(formatLogLine(line));
  const plugin = await launch(file, { args, onStderr, signal: ends });
  const pluginEnd = new PluginEnd(plugin, say);
  ends.addEventListener("abort", () => pluginEnd.expect(), { once: true });
  const tell = async (error: unknown) => {
    if (!ends.aborted && !(await pluginEnd.explains(error))) say(messageOf(error));
  };
  try {
    await plugin.pushVersion(CURRENT_LANIAKEA_VERSION).catch(tell);
    if (plugin.type === "datasource") await record(plugin, ends, options);
    else await answerLines(plugin, pluginEnd, options, ends);
  } catch (error) {
    await tell(error);
  } finally {
    pluginEnd.expect();
    await end(plugin, say);
  }
}

/** Prints a recording until it ends; then waits for the next save. */
async function record(plugin: LaunchedPlugin, ends: AbortSignal, { output, log }: DevOptions): Promise<void> {
  const stream = plugin.startRecord();
  ends.addEventListener("abort", () => void plugin.stop().catch(() => {}), { once: true });
  for await (const frame of stream) output.write(`${formatFrame(frame)}\n`);
  if (ends.aborted) return;
  log.write("the recording has ended; save a file to start again\n");
  await untilAborted(ends);
}

async function end(plugin: LaunchedPlugin, say: (line: string) => void): Promise<void> {
  // One that has ended by itself has nothing to answer, and that is said already.
  if (plugin.process.ended() !== undefined) return void (await plugin.close());
  await plugin.stop().catch((error: unknown) => say(messageOf(error)));
  const { graceful } = await plugin.close();
  if (graceful) return;
  say(`the plugin did not end within ${KILL_AFTER_SHUTDOWN_MS / 1_000} s and was killed, as the daemon would`);
}

function messageOf(error: unknown): string {
  if (error instanceof Interrupted) return "";
  return `✖ ${error instanceof Error ? error.message : String(error)}`;
}
