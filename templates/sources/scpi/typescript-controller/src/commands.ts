import { type CommandContext, commandArgs, PluginError } from "laniakea-plugin-sdk";
import { type Instrument, INSTRUMENT } from "./instrument.js";
import type { Settings } from "./settings.js";

const LINE = { type: "string", maxLength: 500 } as const;
const QUESTION = { pattern: /^[\x20-\x7e]*\?[\x20-\x7e]*$/, allowed: "a question: one line of printable ASCII with a ?" };
/** A question would leave an answer that nobody waits for. */
const NO_QUESTION = { pattern: /^[\x20-\x3e\x40-\x7e]+$/, allowed: "one line of printable ASCII without a ?" };

type Given = CommandContext<{ readonly line: string }, Settings>;

/** What an operator can do besides. They run in `open`, so that an error reaches the operator also when it comes late. */
export const commands = {
  /** {"command":"query","args":{"line":"*IDN?"}} */
  query: {
    args: commandArgs({ line: { ...LINE, ...QUESTION } }),
    run: ({ args: { line }, settings, open }: Given) =>
      open(() => INSTRUMENT.use(settings, async (instrument) => ({ answer: await instrument.ask(line) }))),
  },
  /** {"command":"write","args":{"line":"VOLT 5"}} */
  write: {
    args: commandArgs({ line: { ...LINE, ...NO_QUESTION } }),
    run: ({ args: { line }, settings, open }: Given) =>
      open(() => INSTRUMENT.use(settings, async (instrument) => ({ written: await write(instrument, line) }))),
  },
};

/** @throws {PluginError} what the instrument says of it in its queue of errors, which is empty then. */
async function write(instrument: Instrument, line: string): Promise<string> {
  instrument.send(line);
  const errors: string[] = [];
  for (let error = ""; errors.length < 50; errors.push(error)) {
    error = await instrument.ask("SYST:ERR?");
    if (/^[+-]?0\b/.test(error)) break;
  }
  if (errors.length > 0) throw new PluginError(`the instrument refuses ${line}: ${errors.join("; ")}`, "INVALID_ARGUMENT");
  return line;
}
