import { ExitCode, UserError } from "../../cli/run/errors.js";
import { launchedAs } from "../answers/launcher.js";
import { QUESTIONS } from "../answers/questions.js";
import { SWITCHES } from "../answers/switches.js";
import { MODES } from "./modes.js";

/** Flags that npm has, too, or words that people keep in an .npmrc for other reasons; without them a run does no harm. */
const NOT_OURS_ALONE: readonly string[] = [
  "description",
  "timeout",
  "config",
  "git",
  "yes",
  "json",
  "verbose",
  "quiet",
];

/**
 * Flags that npm kept for itself: `npm create laniakea-plugin x --register` hands on only x. npm tells its children what it
 * took, which is how it is found.
 * @returns each as it is to be typed.
 */
export function swallowedFlags(env: NodeJS.ProcessEnv): readonly string[] {
  if (!isStartedByNpm(env)) return [];
  return [...QUESTIONS, ...SWITCHES, ...MODES].flatMap(({ flag }) => {
    const [, name, value] = /--([\w-]+)(?: (.*))?$/.exec(flag) ?? [];
    if (name === undefined || name.startsWith("no-") || NOT_OURS_ALONE.includes(name)) return [];
    const taken = env[`npm_config_${name.replaceAll("-", "_")}`];
    // What --no-register gives.
    if (taken === undefined || taken === "" || taken === "false") return [];
    if (value === undefined) return [`--${name}`];
    return [taken === "true" ? `--${name} ${value}` : `--${name}=${taken}`];
  });
}

/** @throws {UserError} exit 2, when npm kept a flag that a run must not go without. */
export function refuseSwallowed(words: readonly string[], env: NodeJS.ProcessEnv = process.env): void {
  const flags = swallowedFlags(env);
  if (flags.length === 0) return;
  const { words: launcher, quote } = launchedAs(env);
  const line = [launcher, ...words.map((word) => quote(word)), ...flags].join(" ");
  throw new UserError(`npm kept ${flags.map((flag) => flag.split(/[ =]/, 1)[0]).join(", ")} for itself`, {
    exitCode: ExitCode.usage,
    hint: `it hands on what stands after a -- of its own: ${line}`,
  });
}

/** Not inside somebody's npm script: there the flags of npm have nothing to do with us. */
function isStartedByNpm(env: NodeJS.ProcessEnv): boolean {
  if (!/^npm\//.test(env["npm_config_user_agent"] ?? "")) return false;
  return ["exec", "init"].includes(env["npm_command"] ?? "") || env["npm_lifecycle_event"] === "start";
}
