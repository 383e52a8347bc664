import type { Command, Option } from "commander";
import { ExitCode, UserError } from "../../../cli/run/errors.js";
import { alternatives } from "../../../daemon/text.js";
import { QUESTIONS } from "../../answers/questions.js";
import { MODES, type Shell, SHELLS } from "../modes.js";
import { bashScript } from "./bash.js";
import type { Completed, Flag } from "./completed.js";
import { fishScript } from "./fish.js";
import { zshScript } from "./zsh.js";

const WRITERS: Readonly<Record<Shell, (program: string, commands: readonly Completed[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/**
 * A script that teaches a shell the flags, their values and the commands: those of `program`, so of `--help`.
 * @throws {UserError} exit 2 for a shell that is not known.
 */
export function completionScript(program: Command, shell: string): string {
  const known = SHELLS.find((name) => name === shell);
  if (known === undefined) {
    throw new UserError(`--completion: the shell must be ${alternatives(SHELLS)}, not ${JSON.stringify(shell)}`, {
      exitCode: ExitCode.usage,
    });
  }
  const make = { name: "", help: "", flags: flagsOf(program) };
  const others = program.commands.map((command) => ({
    name: command.name(),
    help: command.description(),
    flags: flagsOf(command),
  }));
  return `${WRITERS[known](program.name(), [make, ...others])}\n`;
}

function flagsOf(command: Command): readonly Flag[] {
  const shown = command.createHelp().visibleOptions(command);
  const named = command.options.filter(
    ({ long }) =>
      !shown.some((option) => option.long === long) && shown.some(({ description }) => names(description, long)),
  );
  return [...shown, ...named].map((option) => ({
    short: option.short,
    long: option.long ?? "",
    help: option.description,
    value: valueOf(option),
  }));
}

/** An opposite such as --no-git has no line of its own in the help, only a word in the other's. */
function names(description: string, long: string | undefined): boolean {
  return long !== undefined && new RegExp(`${long}\\b(?!-)`).test(description);
}

function valueOf({ flags, required, optional }: Option): Flag["value"] {
  if (!required && !optional) return undefined;
  const question = QUESTIONS.find(({ flag }) => flag === flags);
  const mode = MODES.find(({ flag }) => flag === flags);
  const name = /[<[](\w+)/.exec(flags)?.[1] ?? "value";
  return { name, values: question?.schema.enum ?? mode?.values ?? [] };
}
