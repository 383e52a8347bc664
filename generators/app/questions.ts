import { basename, resolve } from "node:path";
import { PLUGIN_TYPES, type PluginType } from "../../sdk/laniakea/handshake.js";
import { MAX_NAME_LENGTH, pluginNameProblem } from "../../sdk/laniakea/names.js";
import { ENTRY_DEFAULTS, MAX_COUNT } from "../../sdk/laniakea/plugin-entry.js";
import { ConstraintError, VersionConstraint } from "../../sdk/src/version-constraint.js";

/** What a project is made from. The same answers and the same generator version make the same bytes. */
export interface Answers {
  /** Where the project goes, as it was written: relative to the folder in which the command runs. */
  readonly dir: string;
  readonly name: string;
  readonly type: PluginType;
  readonly laniakeaVersion: string;
  readonly description: string;
  /** Seconds; see {@link ENTRY_DEFAULTS}. */
  readonly timeout: number;
  readonly maxTimeouts: number;
  readonly language: Language;
  readonly packageManager: PackageManager;
  /** The npm range of the SDK; empty: the project carries the SDK in its vendor folder. */
  readonly sdk: string;
}
export type QuestionKey = keyof Answers;
/** Answers as they were typed, or given as a flag. */
export type Texts = { readonly [Key in QuestionKey]?: string };

/** In the order of the roadmap; the first one is there. */
const LANGUAGES = ["typescript", "python", "go"] as const;
export type Language = (typeof LANGUAGES)[number];
const PACKAGE_MANAGERS = ["npm", "pnpm", "yarn", "bun"] as const;
export type PackageManager = (typeof PACKAGE_MANAGERS)[number];

/** What a question may look at: the answers before it, and the folder in which the command runs. */
export interface Context {
  readonly texts: Texts;
  readonly cwd: string;
}

export interface Question {
  readonly key: QuestionKey;
  /** As commander writes it; DIR is an argument. */
  readonly flag: string;
  readonly help: string;
  /** The prompt's text; a question without one is never asked. */
  readonly prompt?: string;
  readonly choices?: readonly { readonly value: string; readonly description: string }[];
  /** Undefined: there is no default, an answer is needed. */
  default(context: Context): string | undefined;
  /** What is wrong with an answer, in one line that says what is allowed; undefined when nothing is. */
  problem(text: string, context: Context): string | undefined;
  /** An answer near to a wrong one that is fine, for the command line that an error offers. */
  suggest(text: string | undefined, context: Context): string;
}

const EXAMPLE_NAME = "my-sensor";
export const DEFAULT_CONSTRAINT = ">= 1.0.0, < 2.0.0";
const MAX_DESCRIPTION_LENGTH = 200;

/** The one table: prompts, flags, defaults, checks and help come from here, in the order in which they are asked. */
export const QUESTIONS: readonly Question[] = [
  {
    key: "dir",
    flag: "[dir]",
    help: "the project's folder; its last part is the default for --name",
    prompt: "Folder of the new plugin",
    default: () => undefined,
    problem: dirProblem,
    suggest: suggestDir,
  },
  {
    key: "name",
    flag: "--name <name>",
    help: "the plugin's name in Laniakea: letters, digits, - and _ (default: the folder's)",
    default: ({ texts, cwd }) => (texts.dir === undefined ? undefined : basename(resolve(cwd, texts.dir))),
    problem: pluginNameProblem,
    suggest: suggestName,
  },
  {
    key: "type",
    flag: "--type <type>",
    help: `${PLUGIN_TYPES.join(" or ")} (default: datasource)`,
    prompt: "What is it",
    choices: [
      { value: "datasource", description: "records: streams readings from start-record to stop-record" },
      { value: "controller", description: "acts: answers commands" },
    ],
    default: () => "datasource",
    problem: oneOf("type", PLUGIN_TYPES),
    suggest: () => "datasource",
  },
  {
    key: "laniakeaVersion",
    flag: "--laniakea-version <constraint>",
    help: `the versions of Laniakea that it works with (default: "${DEFAULT_CONSTRAINT}")`,
    prompt: "Versions of Laniakea that it works with",
    default: () => DEFAULT_CONSTRAINT,
    problem: constraintProblem,
    suggest: suggestConstraint,
  },
  {
    key: "description",
    flag: "--description <text>",
    help: "one sentence for package.json and README.md",
    prompt: "Description",
    default: ({ texts }) => `A Laniakea ${texts.type ?? "datasource"}`,
    problem: descriptionProblem,
    suggest: (text = "") =>
      text.replace(CONTROL_CHARACTERS, " ").trim().slice(0, MAX_DESCRIPTION_LENGTH) || "A Laniakea plugin",
  },
  {
    key: "timeout",
    flag: "--timeout <seconds>",
    help: `silence after which Laniakea calls the plugin unresponsive (default: ${ENTRY_DEFAULTS.timeout})`,
    default: () => String(ENTRY_DEFAULTS.timeout),
    problem: countProblem("number of seconds"),
    suggest: () => String(ENTRY_DEFAULTS.timeout),
  },
  {
    key: "maxTimeouts",
    flag: "--max-timeouts <count>",
    help: `restarts after which Laniakea gives the plugin up (default: ${ENTRY_DEFAULTS.maxTimeouts})`,
    default: () => String(ENTRY_DEFAULTS.maxTimeouts),
    problem: countProblem("number of restarts"),
    suggest: () => String(ENTRY_DEFAULTS.maxTimeouts),
  },
  {
    key: "language",
    flag: "--language <language>",
    help: "typescript (python and go are to come)",
    default: () => "typescript",
    problem: firstOf("language", LANGUAGES),
    suggest: () => "typescript",
  },
  {
    key: "packageManager",
    flag: "--package-manager <name>",
    help: "npm (pnpm, yarn and bun are to come)",
    default: () => "npm",
    problem: firstOf("package manager", PACKAGE_MANAGERS),
    suggest: () => "npm",
  },
  {
    key: "sdk",
    flag: "--sdk <range>",
    help: "take the SDK in this range from the npm registry instead of carrying it in vendor/",
    default: () => "",
    problem: sdkProblem,
    suggest: () => "",
  },
];

/** Turns checked texts into answers. */
export function toAnswers(texts: Required<Texts>): Answers {
  return {
    ...texts,
    type: texts.type as PluginType,
    timeout: Number(texts.timeout),
    maxTimeouts: Number(texts.maxTimeouts),
    language: texts.language as Language,
    packageManager: texts.packageManager as PackageManager,
  };
}

const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

function dirProblem(dir: string): string | undefined {
  if (dir.trim() === "") return `the folder is empty; give a path, such as ${EXAMPLE_NAME}`;
  if (dir.search(CONTROL_CHARACTERS) !== -1) return "the folder's path has a control character in it";
  return undefined;
}

function suggestDir(dir = "", { texts, cwd }: Context): string {
  if (texts.name !== undefined && pluginNameProblem(texts.name) === undefined) return texts.name;
  return dirProblem(dir) === undefined ? suggestName(basename(resolve(cwd, dir))) : EXAMPLE_NAME;
}

/** The name with what is not allowed left out. */
export function suggestName(name = ""): string {
  const allowed = name.replace(/[^a-zA-Z0-9_-]+/g, "-").replace(/^-+|-+$/g, "");
  const short = allowed.slice(0, MAX_NAME_LENGTH);
  return pluginNameProblem(short) === undefined ? short : EXAMPLE_NAME;
}

function oneOf(what: string, allowed: readonly string[]): (text: string) => string | undefined {
  return (text) =>
    allowed.includes(text) ? undefined : `the ${what} must be ${allowed.join(" or ")}, not ${quoted(text)}`;
}

/** The first is there, the others are known but not made yet. */
function firstOf(what: string, known: readonly string[]): (text: string) => string | undefined {
  const [ready = "", ...later] = known;
  return (text) => {
    if (text === ready) return undefined;
    if (later.includes(text)) return `the ${what} ${text} is not there yet; use ${ready}`;
    return `the ${what} must be ${ready}, not ${quoted(text)}`;
  };
}

function constraintProblem(text: string): string | undefined {
  return constraintError(text)?.message;
}

function suggestConstraint(text = ""): string {
  return constraintError(text)?.suggestion ?? DEFAULT_CONSTRAINT;
}

function constraintError(text: string): ConstraintError | undefined {
  try {
    new VersionConstraint(text);
    return undefined;
  } catch (error) {
    if (error instanceof ConstraintError) return error;
    throw error;
  }
}

function descriptionProblem(text: string): string | undefined {
  if (text.trim() === "") return "the description is empty; write one sentence";
  if (text.search(CONTROL_CHARACTERS) !== -1) return "the description must be one line without control characters";
  if (text.length <= MAX_DESCRIPTION_LENGTH) return undefined;
  return `the description has ${text.length} characters; at most ${MAX_DESCRIPTION_LENGTH} are allowed`;
}

function countProblem(what: string): (text: string) => string | undefined {
  return (text) =>
    /^[0-9]{1,10}$/.test(text) && Number(text) <= MAX_COUNT
      ? undefined
      : `the ${what} must be a whole number from 0 (the daemon's default) to ${MAX_COUNT}, not ${quoted(text)}`;
}

/** Loose on purpose: npm checks it, this only keeps out what cannot be a range or would not be one line. */
function sdkProblem(text: string): string | undefined {
  return /^[\w.+^~<>=|*\- ]*$/.test(text)
    ? undefined
    : `the SDK's version must be a range that npm knows, such as ^0.1.0, not ${quoted(text)}`;
}

/** Long or odd input is cut and escaped, so that the message stays one line. */
function quoted(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}
