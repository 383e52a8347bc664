import { basename, resolve } from "node:path";
import { PLUGIN_TYPES, type PluginType } from "../../sdk/laniakea/handshake.js";
import { MAX_NAME_LENGTH, PLUGIN_NAME, pluginNameProblem } from "../../sdk/laniakea/names.js";
import { ENTRY_DEFAULTS, MAX_COUNT } from "../../sdk/laniakea/plugin-entry.js";
import {
  constraintProblem,
  countProblem,
  DEFAULT_CONSTRAINT,
  descriptionProblem,
  dirProblem,
  firstOf,
  MAX_DESCRIPTION_LENGTH,
  oneOf,
  SDK_RANGE,
  sdkProblem,
  suggestConstraint,
  suggestDescription,
  suggestDir,
  suggestName,
} from "./checks.js";
import { PACKAGE_MANAGERS, type PackageManager } from "./package-managers.js";

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

/** What a question may look at: the answers before it, and the folder in which the command runs. */
export interface Context {
  readonly texts: Texts;
  readonly cwd: string;
}

/** An answer in JSON Schema, for `--describe` and for answers files. */
export interface AnswerSchema {
  readonly type: "string" | "integer" | "boolean";
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface Question {
  readonly key: QuestionKey;
  /** As commander writes it; DIR is an argument. */
  readonly flag: string;
  readonly help: string;
  readonly schema: AnswerSchema;
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

/** The one table: prompts, flags, defaults, checks and help come from here, in the order in which they are asked. */
export const QUESTIONS: readonly Question[] = [
  {
    key: "dir",
    flag: "[dir]",
    help: "the project's folder; its last part is the default for --name",
    schema: { type: "string", minLength: 1 },
    prompt: "Folder of the new plugin",
    default: () => undefined,
    problem: dirProblem,
    suggest: suggestDir,
  },
  {
    key: "name",
    flag: "--name <name>",
    help: "the plugin's name in Laniakea: letters, digits, - and _ (default: the folder's)",
    schema: { type: "string", pattern: PLUGIN_NAME.source, maxLength: MAX_NAME_LENGTH },
    default: ({ texts, cwd }) => (texts.dir === undefined ? undefined : basename(resolve(cwd, texts.dir))),
    problem: pluginNameProblem,
    suggest: suggestName,
  },
  {
    key: "type",
    flag: "--type <type>",
    help: `${PLUGIN_TYPES.join(" or ")} (default: datasource)`,
    schema: { type: "string", enum: PLUGIN_TYPES },
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
    schema: { type: "string", minLength: 1 },
    prompt: "Versions of Laniakea that it works with",
    default: () => DEFAULT_CONSTRAINT,
    problem: constraintProblem,
    suggest: suggestConstraint,
  },
  {
    key: "description",
    flag: "--description <text>",
    help: "one sentence for package.json and README.md",
    schema: { type: "string", minLength: 1, maxLength: MAX_DESCRIPTION_LENGTH },
    prompt: "Description",
    default: ({ texts }) => `A Laniakea ${texts.type ?? "datasource"}`,
    problem: descriptionProblem,
    suggest: suggestDescription,
  },
  {
    key: "timeout",
    flag: "--timeout <seconds>",
    help: `silence after which Laniakea calls the plugin unresponsive (default: ${ENTRY_DEFAULTS.timeout})`,
    schema: { type: "integer", minimum: 0, maximum: MAX_COUNT },
    default: () => String(ENTRY_DEFAULTS.timeout),
    problem: countProblem("number of seconds"),
    suggest: () => String(ENTRY_DEFAULTS.timeout),
  },
  {
    key: "maxTimeouts",
    flag: "--max-timeouts <count>",
    help: `restarts after which Laniakea gives the plugin up (default: ${ENTRY_DEFAULTS.maxTimeouts})`,
    schema: { type: "integer", minimum: 0, maximum: MAX_COUNT },
    default: () => String(ENTRY_DEFAULTS.maxTimeouts),
    problem: countProblem("number of restarts"),
    suggest: () => String(ENTRY_DEFAULTS.maxTimeouts),
  },
  {
    key: "language",
    flag: "--language <language>",
    help: "typescript (python and go are to come)",
    schema: { type: "string", enum: LANGUAGES.slice(0, 1) },
    default: () => "typescript",
    problem: firstOf("language", LANGUAGES),
    suggest: () => "typescript",
  },
  {
    key: "packageManager",
    flag: "--package-manager <name>",
    help: `${PACKAGE_MANAGERS.slice(0, -1).join(", ")} or ${PACKAGE_MANAGERS.at(-1)} (default: the one that started this, else npm)`,
    schema: { type: "string", enum: PACKAGE_MANAGERS },
    default: () => "npm",
    problem: oneOf("package manager", PACKAGE_MANAGERS),
    suggest: () => "npm",
  },
  {
    key: "sdk",
    flag: "--sdk <range>",
    help: "take the SDK in this range from the npm registry instead of carrying it in vendor/",
    schema: { type: "string", pattern: SDK_RANGE.source },
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
