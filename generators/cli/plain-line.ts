import { parseArgs } from "node:util";
import { COMMAND_NAMES } from "../../cli/commands/names.js";
import { QUESTIONS } from "../answers/questions.js";
import { SWITCHES } from "../answers/switches.js";
import { exclusivePair } from "./exclusive.js";
import { MODES } from "./modes.js";
import { type Options, optionsOf } from "./options.js";

/** What a line says when it has a flag: of which row of the tables, and which value. */
interface Flag {
  readonly key: string;
  /** Of a flag that takes one, the text behind it. */
  readonly value: boolean | "text";
  readonly short: string | undefined;
}

/** By their names without dashes. */
type Flags = ReadonlyMap<string, Flag>;

/**
 * Reads a line that has no command and no mistake with Node's own parser. Commander has the commands, the help, and a good answer to
 * every mistake; it takes a tenth of the time of all else that such a line needs.
 * @returns undefined for every other line: commander reads it.
 */
export function plainLine(argv: readonly string[]): Options | undefined {
  const flags = ownFlags();
  const read = readBy(flags, argv);
  if (read === undefined) return undefined;
  const [dir, ...more] = read.positionals;
  if (more.length > 0 || (dir !== undefined && COMMAND_NAMES.includes(dir))) return undefined;
  if (exclusivePair(new Set(read.given.map(({ name }) => `--${name}`))) !== undefined) return undefined;
  const typed = new Map<string, string | boolean>();
  for (const { name, text } of read.given) {
    const { key, value } = flags.get(name) as Flag;
    // Its scripts are made of commander's commands.
    if (typed.has(key) || key === "completion") return undefined;
    typed.set(key, value === "text" ? text : value);
  }
  return optionsOf(dir, Object.fromEntries(typed));
}

function readBy(flags: Flags, argv: readonly string[]) {
  const options = [...flags].map(([name, { value, short }]) => {
    const type = value === "text" ? ("string" as const) : ("boolean" as const);
    return [name, { type, multiple: true, ...(short === undefined ? {} : { short }) }] as const;
  });
  try {
    const { positionals, values } = parseArgs({
      args: [...argv],
      options: Object.fromEntries(options),
      allowPositionals: true,
    });
    const given = Object.entries(values).flatMap(([name, all]) =>
      (all as readonly (string | boolean)[]).map((text) => ({ name, text: String(text) })),
    );
    return { positionals, given };
  } catch {
    return undefined;
  }
}

/** Of every row: `-y, --yes`, `--name <name>`, `--no-install` with its opposite `--install`. */
function ownFlags(): Flags {
  const flags = new Map<string, Flag>();
  const add = (key: string, flag: string) => {
    const { short, no, name, text } =
      /^(?:-(?<short>\w), )?--(?<no>no-)?(?<name>[\w-]+)(?<text> <.*>)?$/.exec(flag)?.groups ?? {};
    // The folder is no flag.
    if (name === undefined) return;
    flags.set(`${no ?? ""}${name}`, { key, value: text === undefined ? no === undefined : "text", short });
  };
  for (const { key, flag } of [...QUESTIONS, ...MODES]) add(key, flag);
  for (const { key, flag, opposite } of SWITCHES) {
    add(key, flag);
    if (opposite !== undefined) add(key, opposite);
  }
  return flags;
}
