import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { untilAborted } from "../../sdk/typescript/src/go-plugin/rpc/service.js";
import type { LaunchedPlugin } from "../../sdk/typescript/src/testing/launch.js";
import type { CommandRequest } from "../../sdk/typescript/src/testing/plugin-host.js";
import { formatFrame } from "./format.js";
import type { PluginEnd } from "./plugin-end.js";

export interface CommandStreams {
  readonly input: Readable;
  readonly output: Pick<Writable, "write">;
  readonly log: Pick<Writable, "write">;
}

const HOW_TO_COMMAND = 'a command, such as: read   or: set {"target": 21}   or: {"command": "read", "id": 1}';
const HOW_TO_END = "Ctrl-C ends the plugin, and dev with it";
/** Words with which people ask how to go on. */
const HELP = /^(?:\?|help|commands)$/i;
/** Words with which people want to end it. */
const END = /^(?:stop|quit|exit|q|bye)$/i;

/** What to say to a word that was meant for `dev`, once the plugin has refused it: it may have a command of that name. */
function meantForDev(line: string): string | undefined {
  const word = line.trim();
  if (HELP.test(word)) return `type ${HOW_TO_COMMAND}; ${HOW_TO_END}`;
  return END.test(word) ? HOW_TO_END : undefined;
}

/** Answers each line that is typed while a datasource records: it takes no commands. @returns what stops that. */
export function refuseLines({ input, log }: Pick<CommandStreams, "input" | "log">): () => void {
  return onTypedLine(input, () => void log.write(`a datasource takes no commands; ${HOW_TO_END}\n`));
}

/** @returns what stops it. */
function onTypedLine(input: Readable, onLine: (line: string) => void): () => void {
  const lines = createInterface({ input });
  lines.on("line", (line) => {
    if (line.trim() !== "") onLine(line);
  });
  return () => lines.close();
}

/** Sends each line of input to a controller and prints what it answers, until `ends`. */
export async function answerLines(
  plugin: LaunchedPlugin,
  pluginEnd: PluginEnd,
  streams: CommandStreams,
  ends: AbortSignal,
): Promise<void> {
  streams.log.write(`type ${HOW_TO_COMMAND}\n`);
  const underWay = new Set<Promise<void>>();
  const onLine = (line: string) => {
    if (pluginEnd.refusesCommand()) return;
    const answered = answer(plugin, pluginEnd, line, streams).finally(() => underWay.delete(answered));
    underWay.add(answered);
  };
  const stopListening = onTypedLine(streams.input, onLine);
  await untilAborted(ends);
  stopListening();
  await plugin.stop().catch(() => {}); // Ends the commands that still stream; whoever ends the plugin reports errors.
  await Promise.all(underWay);
}

async function answer(
  plugin: LaunchedPlugin,
  pluginEnd: PluginEnd,
  line: string,
  { output, log }: CommandStreams,
): Promise<void> {
  try {
    for await (const frame of plugin.command(parseCommandLine(line))) output.write(`${formatFrame(frame)}\n`);
  } catch (error) {
    if (await pluginEnd.explains(error)) return;
    log.write(`✖ ${error instanceof Error ? error.message : String(error)}\n`);
    const meant = meantForDev(line);
    if (meant !== undefined) log.write(`${meant}\n`);
  }
}

/**
 * `NAME`, `NAME {json args}`, or the whole JSON that `lanicli plugin-command` takes.
 * @throws {SyntaxError} when the JSON is not JSON.
 */
export function parseCommandLine(line: string): CommandRequest {
  const text = line.trim();
  if (text.startsWith("{")) return JSON.parse(text) as CommandRequest;
  const space = text.search(/\s/);
  if (space === -1) return { command: text };
  return { command: text.slice(0, space), args: JSON.parse(text.slice(space)) as Record<string, unknown> };
}
