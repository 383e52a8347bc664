import type { Command } from "commander";
import { ExitCode, UserError } from "./errors.js";

/**
 * Has a command refuse a flag that is given twice with different values: commander takes the last without a word. One that
 * collects its values takes as many as there are.
 * @throws {UserError} exit 2, when the command parses such a line.
 */
export function refuseGivenTwice(command: Command): void {
  for (const option of command.options) {
    if (!option.required && !option.optional) continue;
    let before: string | undefined;
    command.on(`option:${option.name()}`, (value: string | null) => {
      if (typeof value !== "string" || Array.isArray(command.getOptionValue(option.attributeName()))) return;
      if (before !== undefined && before !== value) {
        const both = `${JSON.stringify(before)} and ${JSON.stringify(value)}`;
        throw new UserError(`--${option.name()} has two values, ${both}`, {
          exitCode: ExitCode.usage,
          hint: "give it once",
        });
      }
      before = value;
    });
  }
}
