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

/** Sends each line of input to a controller and prints what it answers, until `ends`. */
export async function answerLines(
  plugin: LaunchedPlugin,
  pluginEnd: PluginEnd,
  streams: CommandStreams,
  ends: AbortSignal,
): Promise<void> {
  streams.log.write('type a command, such as: read   or: set {"target": 21}   or: {"command": "read", "id": 1}\n');
  const lines = createInterface({ input: streams.input });
  const underWay = new Set<Promise<void>>();
  const onLine = (line: string) => {
    if (line.trim() === "") return;
    if (pluginEnd.refusesCommand()) return;
    const answered = answer(plugin, pluginEnd, line, streams).finally(() => underWay.delete(answered));
    underWay.add(answered);
  };
  lines.on("line", onLine);
  await untilAborted(ends);
  lines.close();
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
