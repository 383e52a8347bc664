import { COMMAND_NAMES } from "../../cli/commands/names.js";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import { mistyped } from "../../daemon/nearest.js";
import type { KnownAnswers } from "./known-answers.js";

/** The command that a bare word in DIR's place is but for a letter or two; undefined for other words, and for a command's own name. */
export function nearCommand(word: string): string | undefined {
  // One of several devices, or a path: nobody mistypes a command as dev1 or ./update.
  return COMMAND_NAMES.includes(word) || /[\d/\\]/.test(word) ? undefined : mistyped(word, COMMAND_NAMES);
}

/** The command that was perhaps meant. Whoever gives the plugin a name, or a file with its folder, means a plugin. */
export function meantCommand({ texts, places }: Pick<KnownAnswers, "texts" | "places">): string | undefined {
  if (texts.dir === undefined || texts.name !== undefined || places["dir"] !== undefined) return undefined;
  return nearCommand(texts.dir);
}

/** @throws {UserError} exit 2, where nobody can be asked which of the two was meant. */
export function refuseMistakenCommand(known: Pick<KnownAnswers, "texts" | "places">): void {
  const command = meantCommand(known);
  if (command !== undefined) throw mistakenCommand(known.texts.dir ?? "", command);
}

/** What whoever has mistyped a command is told. */
export function mistakenCommand(word: string, command: string): UserError {
  return new UserError(`there is no command ${word}; did you mean ${command}?`, {
    exitCode: ExitCode.usage,
    hint: `to make a plugin of that name, add --name ${word}`,
  });
}
