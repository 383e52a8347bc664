import type { Command } from "commander";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import { launchedAs } from "../answers/launcher.js";
import { EXCLUSIVE, exclusivePair } from "./exclusive.js";

/**
 * Takes note of the flags that are given.
 * @returns what throws a {@link UserError} (exit 2) when two of them exclude each other.
 */
export function exclusiveFlags(program: Command): () => void {
  const given = new Set<string>();
  for (const flag of EXCLUSIVE.flat()) program.on(`option:${flag.slice(2)}`, () => void given.add(flag));
  return () => {
    const both = exclusivePair(given);
    if (both === undefined) return;
    throw new UserError(`${both.join(" and ")} exclude each other; give one of them`, { exitCode: ExitCode.usage });
  };
}

/**
 * Whoever gives a command what only making a project takes has a folder in mind that is called as the command.
 * @throws {UserError} exit 2.
 */
export function refuseOwnFlags(program: Command, command: Command, argv: readonly string[]): void {
  const knows = ({ options }: Command, flag: string) => options.some(({ long, short }) => [long, short].includes(flag));
  const flags = argv.filter((word) => word.startsWith("-")).map((word) => word.split("=", 1)[0] ?? "");
  const own = flags.find((flag) => knows(program, flag) && !knows(command, flag));
  if (own === undefined || !argv.includes(command.name())) return;
  // What stands before the command is refused elsewhere.
  if (argv.findIndex((word) => word.startsWith(own)) < argv.indexOf(command.name())) return;
  const asFolder = argv.map((word) => (word === command.name() ? `./${word}` : word));
  const { words, quote } = launchedAs();
  throw new UserError(`${command.name()} is a command, and ${own} none of its flags`, {
    exitCode: ExitCode.usage,
    hint:
      `a project in a folder of that name: ${[words, ...asFolder.map((word) => quote(word))].join(" ")}; ` +
      `what the command takes: ${words} ${command.name()} --help`,
  });
}
