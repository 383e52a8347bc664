import type { Command } from "commander";
import { ExitCode, UserError } from "../run/errors.js";
import { quote } from "../text/quote.js";

/** Flags that npm has, too; a command does the same without them. */
const NPMS: readonly string[] = ["json", "verbose"];

/**
 * What npm says of a flag that it kept for itself, without the hyphens before it: npm tells its children what it took.
 * @returns false for `--no-NAME`, true for one whose value npm took for another word; undefined when it was not given.
 */
export function givenToNpm(env: NodeJS.ProcessEnv, name: string): string | boolean | undefined {
  const taken = env[`npm_config_${name.replaceAll("-", "_")}`];
  if (taken === undefined || taken === "true") return taken === undefined ? undefined : true;
  return taken === "" || taken === "false" ? false : taken;
}

/**
 * `npm run register --dry-run` registers: npm keeps the flag, and hands on what may have been its value as a project.
 * @throws {UserError} exit 2, when npm kept a flag of the command; with the line that works, as far as it is known.
 */
export function refuseKeptByNpm(command: Command, argv: readonly string[], env: NodeJS.ProcessEnv): void {
  const isNpm = /^npm\//.test(env["npm_config_user_agent"] ?? "") && /^run(-script)?$/.test(env["npm_command"] ?? "");
  const task = env["npm_lifecycle_event"];
  // Of npm start in the generator's own folder, the generator tells.
  if (!isNpm || task === undefined || task === "start") return;
  const kept = keptFlags(command, argv, env);
  if (kept.length === 0) return;
  const isWhole = kept.every(({ value }) => value !== undefined);
  const words = [...argv, ...kept.map(({ flag, value }) => flag + (value ?? ""))].map((word) => quote(word));
  const line = `npm run ${quote(task)} --`;
  throw new UserError(`npm kept ${kept.map(({ flag }) => flag).join(", ")} for itself`, {
    exitCode: ExitCode.usage,
    hint: `it hands on what stands after a -- of its own: ${isWhole ? [line, ...words].join(" ") : `write ${line} before all flags`}`,
  });
}

interface Kept {
  readonly flag: string;
  /** As it stands behind the flag; undefined where nobody knows. */
  readonly value: string | undefined;
}

function keptFlags(command: Command, argv: readonly string[], env: NodeJS.ProcessEnv): Kept[] {
  return command.options.flatMap(({ long, required, negate }): Kept[] => {
    const name = long?.replace(/^--(no-)?/, "") ?? "";
    const given = NPMS.includes(name) ? undefined : givenToNpm(env, name);
    if (given === undefined || (given === false) !== negate || argv.includes(long ?? "")) return [];
    if (!required) return [{ flag: long ?? "", value: "" }];
    return [{ flag: long ?? "", value: typeof given === "string" ? `=${given}` : undefined }];
  });
}
