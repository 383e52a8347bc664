import { givenToNpm } from "../../cli/commands/kept-by-npm.js";
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

/** Of these, the flags that npm says it was given as such: where another flag is missing, these are, too. */
const GIVEN_TO_NPM: readonly string[] = ["yes", "json"];

/** Of these, the flags without which a line would do something else. */
const UNSURE: readonly string[] = ["description", "timeout", "config", "git"];

/** A flag that npm has kept. */
interface Swallowed {
  readonly name: string;
  /** What it takes; undefined: nothing. */
  readonly value: { readonly given: string | undefined; readonly allowed: readonly string[] } | undefined;
}

/**
 * Flags that npm kept for itself: `npm create laniakea-plugin x --register` hands on only x. npm tells its children what it
 * took, which is how it is found.
 */
export function swallowedFlags(
  env: NodeJS.ProcessEnv,
  argv: readonly string[] = process.argv.slice(2),
): readonly Swallowed[] {
  if (!isStartedByNpm(env)) return [];
  // Without it that run would register elsewhere.
  const isNeeded = (name: string) => name === "config" && argv.includes("--register");
  return keptFlags(env, (name) => !NOT_OURS_ALONE.includes(name) || isNeeded(name));
}

function keptFlags(env: NodeJS.ProcessEnv, isWanted: (name: string) => boolean): readonly Swallowed[] {
  return [...QUESTIONS, ...SWITCHES, ...MODES].flatMap((row): readonly Swallowed[] => {
    const [, name, value] = /--(?:no-)?([\w-]+)(?: (.*))?$/.exec(row.flag) ?? [];
    if (name === undefined || !isWanted(name)) return [];
    const taken = givenToNpm(env, name);
    if (taken === undefined) return [];
    if (taken === false) return "opposite" in row ? [{ name: `no-${name}`, value: undefined }] : [];
    if (value === undefined) return [{ name, value: undefined }];
    const allowed = ("schema" in row ? row.schema.enum : row.values) ?? [];
    return [{ name, value: { given: taken === true ? undefined : taken, allowed } }];
  });
}

/**
 * @param argv the command line that is left.
 * @throws {UserError} exit 2, when npm kept a flag that a run must not go without; with the line that works, as far as it is known.
 */
export function refuseSwallowed(
  argv: readonly string[] = process.argv.slice(2),
  env: NodeJS.ProcessEnv = process.env,
): void {
  const kept = swallowedFlags(env, argv);
  if (kept.length === 0) return;
  const { words: launcher, quote } = launchedAs(env);
  const all = [...kept, ...keptFlags(env, (name) => GIVEN_TO_NPM.includes(name))];
  // Of these nobody knows whether they were for us: a line without them could register elsewhere.
  const unsure = keptFlags(env, (name) => UNSURE.includes(name));
  const line = unsure.length > 0 ? undefined : wholeLine(argv, all)?.map((word) => quote(word));
  throw new UserError(`npm kept ${kept.map(({ name }) => `--${name}`).join(", ")} for itself`, {
    exitCode: ExitCode.usage,
    hint:
      line === undefined
        ? `it hands on what stands after a -- of its own: write ${launcher} before the folder and all flags`
        : `it hands on what stands after a -- of its own: ${[launcher, ...line].join(" ")}`,
  });
}

/** Of `--type controller` npm keeps the flag and hands on the value as one more word. Undefined: nobody knows which. */
function wholeLine(argv: readonly string[], kept: readonly Swallowed[]): readonly string[] | undefined {
  const words = [...argv];
  const flags: string[] = [];
  for (const { name, value } of kept) {
    if (value === undefined) {
      if (!words.includes(`--${name}`)) flags.push(`--${name}`);
      continue;
    }
    const index = words.findIndex((word) => value.allowed.includes(word));
    const text = value.given ?? (index === -1 ? undefined : words.splice(index, 1)[0]);
    if (text === undefined) return undefined;
    flags.push(`--${name}=${text}`);
  }
  return [...words, ...flags];
}

/** Not inside somebody's npm script: there the flags of npm have nothing to do with us. */
function isStartedByNpm(env: NodeJS.ProcessEnv): boolean {
  if (!/^npm\//.test(env["npm_config_user_agent"] ?? "")) return false;
  return ["exec", "init"].includes(env["npm_command"] ?? "") || env["npm_lifecycle_event"] === "start";
}
