import { basename, resolve } from "node:path";
import { PLUGIN_TYPES, type PluginType } from "../../daemon/handshake.js";
import { MAX_NAME_LENGTH, PLUGIN_NAME } from "../../daemon/names.js";
import { ENTRY_DEFAULTS, MAX_COUNT } from "../../daemon/entry.js";
import {
  constraintProblem,
  countProblem,
  DEFAULT_CONSTRAINT,
  descriptionProblem,
  dirProblem,
  MAX_DESCRIPTION_LENGTH,
  nameProblem,
  oneOf,
  readyOf,
  SDK_RANGE,
  sdkProblem,
  suggestConstraint,
  suggestDescription,
  suggestDir,
  suggestName,
} from "./checks.js";
import { LANGUAGES, READY_LANGUAGES } from "../languages/names.js";
import { PACKAGE_MANAGERS, type PackageManager } from "../languages/typescript/package-managers.js";

/** What every project is made from. */
interface CommonAnswers {
  /** Where the project goes, as it was written: relative to the folder in which the command runs. */
  readonly dir: string;
  readonly name: string;
  readonly type: PluginType;
  readonly laniakeaVersion: string;
  readonly description: string;
  /** Seconds; see {@link ENTRY_DEFAULTS}. */
  readonly timeout: number;
  readonly maxTimeouts: number;
}
export interface TypeScriptAnswers extends CommonAnswers {
  readonly language: "typescript";
  readonly packageManager: PackageManager;
  /** The npm range of the SDK; empty: the project carries the SDK in its vendor folder. */
  readonly sdk: string;
}
export interface PythonAnswers extends CommonAnswers {
  readonly language: "python";
}
/** What a project is made from. The same answers and the same generator version make the same bytes. */
export type Answers = TypeScriptAnswers | PythonAnswers;
export type QuestionKey = keyof TypeScriptAnswers;
/** Answers as they were typed, or given as a flag. */
export type Texts = { readonly [Key in QuestionKey]?: string };

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
  /** Whether there is something to ask, given the answers before it; without it there always is. */
  isAsked?(context: Context): boolean;
  /** Why there is no such answer, given the answers before it; undefined where there is one. Without it there always is. */
  unfit?(context: Context): string | undefined;
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
    // The folder says it, where that does for a name.
    prompt: "Its name in Laniakea",
    isAsked: ({ texts, cwd }) =>
      texts.dir !== undefined && nameProblem(basename(resolve(cwd, texts.dir))) !== undefined,
    problem: nameProblem,
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
    key: "language",
    flag: "--language <language>",
    help: `${READY_LANGUAGES.join(" or ")} (default: typescript; go is to come)`,
    schema: { type: "string", enum: READY_LANGUAGES },
    prompt: "In which language",
    choices: [
      { value: "typescript", description: "Node.js; an async generator reads the hardware" },
      { value: "python", description: "Python 3.10 or newer; a class, as in Laniakea's plugin guide" },
    ],
    default: () => "typescript",
    problem: readyOf("language", READY_LANGUAGES, LANGUAGES),
    suggest: () => "typescript",
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
    help: "one sentence for package.json or pyproject.toml, and for README.md",
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
    key: "packageManager",
    flag: "--package-manager <name>",
    help: `TypeScript only: ${PACKAGE_MANAGERS.slice(0, -1).join(", ")} or ${PACKAGE_MANAGERS.at(-1)} (default: the one that started this, else npm)`,
    schema: { type: "string", enum: PACKAGE_MANAGERS },
    unfit: typescriptOnly("its packages come through pip, pinned in requirements.lock"),
    default: () => "npm",
    problem: oneOf("package manager", PACKAGE_MANAGERS),
    suggest: () => "npm",
  },
  {
    key: "sdk",
    flag: "--sdk <range>",
    help: "TypeScript only: take the SDK in this range from the npm registry instead of carrying it in vendor/",
    schema: { type: "string", pattern: SDK_RANGE.source },
    unfit: typescriptOnly("its SDK is pinned in requirements.lock"),
    default: () => "",
    problem: sdkProblem,
    suggest: () => "",
  },
];

/** Turns checked texts into answers; those that do not fit the language are left out. */
export function toAnswers(texts: Texts): Answers {
  const { dir = "", name = "", laniakeaVersion = "", description = "", packageManager, sdk = "" } = texts;
  const common: CommonAnswers = {
    dir,
    name,
    type: texts.type as PluginType,
    laniakeaVersion,
    description,
    timeout: Number(texts.timeout),
    maxTimeouts: Number(texts.maxTimeouts),
  };
  if (texts.language === "python") return { ...common, language: "python" };
  return { ...common, language: "typescript", packageManager: packageManager as PackageManager, sdk };
}

function typescriptOnly(instead: string): NonNullable<Question["unfit"]> {
  return ({ texts }) => (texts.language === "python" ? `a Python project has none: ${instead}` : undefined);
}
