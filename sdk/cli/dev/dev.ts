import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import { CURRENT_LANIAKEA_VERSION } from "../../laniakea/handshake.js";
import { untilAborted } from "../../src/go-plugin/service.js";
import { type LaunchedPlugin, launch } from "../../src/testing/launch.js";
import { watchBundle } from "../build/watch.js";
import { Interrupted } from "../errors.js";
import { projectEntry } from "../project-entry.js";
import { answerLines } from "./command-lines.js";
import { formatFrame, formatLogLine } from "./format.js";

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
 * Bundles a project at each save and runs it under the built-in host: a datasource records, a controller answers command
 * lines. Resolves when the signal aborts: that is how it is meant to end.
 */
export async function dev(options: DevOptions): Promise<void> {
  const project = resolve(options.project);
  const entry = await projectEntry(project);
  const say = (line: string) => void options.log.write(`${line}\n`);
  const folder = await workFolder(project);
  let running: Promise<void> = Promise.resolve();
  let restart = new AbortController();
  const watcher = await watchBundle(project, join(folder, "bundle.cjs"), (errors, bundle) => {
    if (options.signal.aborted) return;
    if (errors.length > 0) return errors.forEach(say);
    restart.abort();
    restart = new AbortController();
    const ends = AbortSignal.any([options.signal, restart.signal]);
    running = running.then(() => runOnce(bundle, ends, options, say)).catch((error: unknown) => say(messageOf(error)));
  });
  try {
    say(`${entry.name} (${entry.type}) under the built-in host; Ctrl-C ends it`);
    await untilAborted(options.signal);
    await running;
  } finally {
    await watcher.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** In node_modules, where no tool of the project's looks. */
async function workFolder(project: string): Promise<string> {
  const cache = join(project, "node_modules", ".cache");
  await mkdir(cache, { recursive: true });
  return await mkdtemp(join(cache, "laniakea-plugin-dev-"));
}

/** One start of the plugin, until `ends`. */
async function runOnce(
  bundle: string,
  ends: AbortSignal,
  options: DevOptions,
  say: (line: string) => void,
): Promise<void> {
  if (ends.aborted) return;
  const onStderr = (line: string) => say(formatLogLine(line));
  const plugin = await launch(process.execPath, { args: [bundle], onStderr, signal: ends });
  try {
    await plugin.pushVersion(CURRENT_LANIAKEA_VERSION).catch((error: unknown) => say(messageOf(error)));
    if (plugin.type === "datasource") await record(plugin, ends, options);
    else await answerLines(plugin, options, ends);
  } catch (error) {
    if (!ends.aborted) say(messageOf(error));
  } finally {
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
  await plugin.stop().catch((error: unknown) => say(messageOf(error)));
  const { graceful } = await plugin.close();
  if (!graceful) say("the plugin did not end within 2 s and was killed, as the daemon would");
}

function messageOf(error: unknown): string {
  if (error instanceof Interrupted) return "";
  return `✖ ${error instanceof Error ? error.message : String(error)}`;
}
