import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { untilAborted } from "../../sdk/typescript/src/go-plugin/rpc/service.js";
import type { CommandRequest } from "../../sdk/typescript/src/testing/plugin-host.js";
import type { Commands } from "./commands.js";

/** Sends each line of input to a controller, until `ends`. */
export async function answerLines(commands: Commands, input: Readable, ends: AbortSignal): Promise<void> {
  const { listener, pluginEnd } = commands;
  listener.said('type a command, such as: read   or: set {"target": 21}   or: {"command": "read", "id": 1}');
  const lines = createInterface({ input });
  let count = 0;
  lines.on("line", (line) => {
    if (line.trim() === "" || pluginEnd.refusesCommand()) return;
    try {
      commands.send(`terminal-${++count}-${Date.now()}`, parseCommandLine(line));
    } catch (error) {
      listener.said(`✖ ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  await untilAborted(ends);
  lines.close();
  await commands.end();
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
