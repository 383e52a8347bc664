import type { Readable } from "node:stream";
import { CURRENT_LANIAKEA_VERSION } from "../../daemon/handshake.js";
import { KILL_AFTER_SHUTDOWN_MS } from "../../sdk/typescript/src/go-plugin/host-timing.js";
import { untilAborted } from "../../sdk/typescript/src/go-plugin/rpc/service.js";
import { launch, type LaunchedPlugin } from "../../sdk/typescript/src/testing/launch.js";
import type { CommandRequest } from "../../sdk/typescript/src/testing/plugin-host.js";
import { typeWarnings } from "../languages/agreement.js";
import { descriptionIn } from "../languages/command-description.js";
import type { PluginCommand } from "../languages/language.js";
import { projectEntry } from "../project/project-entry.js";
import { settingsEnvironment } from "../project/settings.js";
import { Interrupted } from "../run/errors.js";
import { answerLines, refuseLines } from "./command-lines.js";
import { Commands } from "./commands.js";
import type { DevListener } from "./listener.js";
import { PluginEnd } from "./plugin-end.js";
import { Recordings } from "./recording.js";

/** What an operator can do with the plugin that runs. */
export interface Operated {
  readonly recordings?: Recordings;
  readonly commands?: Commands;
  readonly pluginEnd: PluginEnd;
}

/** What starts of the plugin have in common. */
export interface RunContext {
  /** The folder, absolute. */
  readonly project: string;
  readonly listener: Required<DevListener>;
  /** Command lines for a controller. */
  readonly input: Readable;
  /** Hears of the plugin that can be operated; undefined when it cannot any more. */
  readonly operate: (operated: Operated | undefined) => void;
  /** The number of the next recording. */
  readonly nextRecording: () => number;
}

/** One start of the plugin, until `ends`. @throws {LaunchError} when it does not start. */
export async function runPlugin({ file, args }: PluginCommand, ends: AbortSignal, context: RunContext): Promise<void> {
  if (ends.aborted) return;
  const { listener } = context;
  listener.starting();
  const env = await settingsEnvironment(context.project);
  const names = new Set<string>();
  const onStderr = (line: string) => hear(line, listener, names);
  const plugin = await launch(file, { args, env, onStderr, signal: ends });
  const pluginEnd = new PluginEnd(plugin, (line) => {
    listener.failed(line.replace(/^✖ /, ""));
    listener.said(line);
  });
  ends.addEventListener("abort", () => pluginEnd.expect(), { once: true });
  /** @returns whether the plugin runs on all the same. */
  const tell = async (error: unknown): Promise<boolean> => {
    if (ends.aborted || (await pluginEnd.explains(error))) return false;
    listener.said(messageOf(error));
    return true;
  };
  try {
    await warnOfType(plugin, context);
    await plugin.pushVersion(CURRENT_LANIAKEA_VERSION).catch(tell);
    // Ctrl-C in the meantime: nobody would hear of it later.
    if (ends.aborted) return;
    listener.started();
    if (plugin.type === "datasource") await record(plugin, pluginEnd, ends, context, tell);
    else await takeCommands(new Commands(plugin, pluginEnd, listener, names), ends, context);
  } catch (error) {
    await tell(error);
  } finally {
    context.operate(undefined);
    pluginEnd.expect();
    await end(plugin, listener);
  }
}

/** The entry is read anew: what is said here is corrected there, while this runs. */
async function warnOfType({ type: served }: LaunchedPlugin, { project, listener }: RunContext): Promise<void> {
  const { type } = await projectEntry(project);
  for (const line of await typeWarnings(project, type, served)) listener.said(line);
}

/** A description is for the page, and no line of the log. */
function hear(line: string, listener: Required<DevListener>, names: Set<string>): void {
  const description = descriptionIn(line);
  if (description === undefined) return listener.wrote(line);
  names.add(description.name);
  listener.described(description);
}

/** Records at once; after that, as the operator says. */
async function record(
  plugin: LaunchedPlugin,
  pluginEnd: PluginEnd,
  ends: AbortSignal,
  { listener, input, nextRecording, operate }: RunContext,
  tell: (error: unknown) => Promise<boolean>,
): Promise<void> {
  const recordings = new Recordings(plugin, listener, nextRecording, tell);
  operate({ recordings, pluginEnd });
  ends.addEventListener("abort", refuseLines(input, listener), { once: true });
  const stopped = untilAborted(ends).then(() => {
    recordings.expectEnd();
    return plugin.stop().catch(() => {});
  });
  const recorded = recordings.start();
  await stopped;
  await recorded;
}

async function takeCommands(commands: Commands, ends: AbortSignal, { input, operate }: RunContext): Promise<void> {
  operate({ commands, pluginEnd: commands.pluginEnd });
  await answerLines(commands, input, ends);
}

async function end(plugin: LaunchedPlugin, listener: Required<DevListener>): Promise<void> {
  // One that has ended by itself has nothing to answer, and that is said already.
  if (plugin.process.ended() !== undefined) return void (await plugin.close());
  await plugin.stop().catch((error: unknown) => listener.said(messageOf(error)));
  const { graceful } = await plugin.close();
  if (graceful) return;
  listener.said(
    `the plugin did not end within ${KILL_AFTER_SHUTDOWN_MS / 1_000} s and was killed, as the daemon would`,
  );
}

/** What a person reads of an error; nothing of an interruption. */
export function messageOf(error: unknown): string {
  if (error instanceof Interrupted) return "";
  return `✖ ${error instanceof Error ? error.message : String(error)}`;
}

/** @throws {Error} for what is no command. */
export function asCommand(request: unknown): CommandRequest {
  const { command } = (request ?? {}) as { command?: unknown };
  if (typeof command !== "string") throw new Error('a command is an object such as {"command": "NAME"}');
  return request as CommandRequest;
}
