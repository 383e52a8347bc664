import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { untilAborted } from "../../sdk/typescript/src/go-plugin/rpc/service.js";
import type { CommandRequest } from "../../sdk/typescript/src/testing/plugin-host.js";
import type { Commands } from "./commands.js";
import type { DevListener } from "./listener.js";

/** The forms of a line; what stands in capitals is the plugin's own. */
const FORMS = 'NAME   or: NAME {"KEY": VALUE}   or: {"command": "NAME", "args": {"KEY": VALUE}, "id": 1}';
const HOW_TO_END = "Ctrl-C ends the plugin, and dev with it";
/** Words with which people ask how to go on. */
const HELP = /^(?:\?|help|commands)$/i;
/** Words with which people want to end it. */
const END = /^(?:stop|quit|exit|q|bye)$/i;

/** What to say to a word that was meant for `dev`, once the plugin has refused it: it may have a command of that name. */
function meantForDev(line: string, names: ReadonlySet<string>): string | undefined {
  const word = line.trim();
  if (HELP.test(word)) return `${howToCommand(names)}; ${HOW_TO_END}`;
  return END.test(word) ? HOW_TO_END : undefined;
}

/** @param names of the commands that the plugin has told of; not every SDK has it tell. */
function howToCommand(names: ReadonlySet<string>): string {
  const known = names.size === 0 ? "" : ` (${[...names].join(", ")})`;
  return `type a command of the plugin's${known}, as ${FORMS}`;
}

/** Answers each line that is typed while a datasource records: it takes no commands. @returns what stops that. */
export function refuseLines(input: Readable, listener: Pick<Required<DevListener>, "said">): () => void {
  return onTypedLine(input, () => listener.said(`a datasource takes no commands; ${HOW_TO_END}`));
}

/** @returns what stops it. */
function onTypedLine(input: Readable, onLine: (line: string) => void): () => void {
  const lines = createInterface({ input });
  lines.on("line", (line) => {
    if (line.trim() !== "") onLine(line);
  });
  return () => lines.close();
}

/** Sends each line of input to a controller, until `ends`. */
export async function answerLines(commands: Commands, input: Readable, ends: AbortSignal): Promise<void> {
  const { listener, pluginEnd, names } = commands;
  listener.said(howToCommand(names));
  let count = 0;
  const stopListening = onTypedLine(input, (line) => {
    if (pluginEnd.refusesCommand()) return;
    const whenRefused = () => {
      const meant = meantForDev(line, names);
      if (meant !== undefined) listener.said(meant);
    };
    try {
      commands.send(`terminal-${++count}-${Date.now()}`, parseCommandLine(line), whenRefused);
    } catch (error) {
      listener.said(`✖ ${error instanceof Error ? error.message : String(error)}`);
    }
  });
  await untilAborted(ends);
  stopListening();
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
