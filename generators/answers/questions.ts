import { basename, resolve } from "node:path";
import { ENTRY_DEFAULTS, MAX_COUNT } from "../../daemon/entry.js";
import { PLUGIN_TYPES, type PluginType } from "../../daemon/handshake.js";
import { MAX_NAME_LENGTH, PLUGIN_NAME } from "../../daemon/names.js";
import { alternatives } from "../../daemon/text.js";
import { nearestOf, oneOf, onlyOffered } from "../languages/checks.js";
import { HARDWARE, NO_HARDWARE } from "../languages/hardware-table.js";
import type { Answers, Language } from "../languages/language.js";
import type { Question, QuestionContext, Texts } from "../languages/question.js";
import { languageNamed, LANGUAGES } from "../languages/registry.js";
import {
  constraintProblem,
  countProblem,
  DEFAULT_CONSTRAINT,
  descriptionProblem,
  dirProblem,
  MAX_DESCRIPTION_LENGTH,
  nameProblem,
  suggestConstraint,
  suggestDescription,
  suggestDir,
  suggestName,
} from "./checks.js";

const NAMES = LANGUAGES.map(({ name }) => name);
const [DEFAULT_LANGUAGE = ""] = NAMES;
const SOURCES = HARDWARE.map(({ name }) => name);

const NEVER = "never";
const UPDATE_TIMES = ["weekly", "monthly", NEVER];

/** What every project is asked, in the order of the prompts. */
const COMMON: readonly Question[] = [
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
    help: `${alternatives(PLUGIN_TYPES)} (default: datasource)`,
    schema: { type: "string", enum: PLUGIN_TYPES },
    prompt: "What is it",
    choices: [
      { value: "datasource", description: "records: streams readings from start-record to stop-record" },
      { value: "controller", description: "acts: answers commands" },
    ],
    default: () => "datasource",
    problem: oneOf("type", PLUGIN_TYPES),
    suggest: nearestOf(PLUGIN_TYPES, "datasource"),
  },
  {
    key: "source",
    flag: "--source <source>",
    help: `where readings come from: ${alternatives(SOURCES)} (default: ${NO_HARDWARE})`,
    schema: { type: "string", enum: SOURCES },
    prompt: "Where do readings come from",
    choices: HARDWARE.map(({ name, description }) => ({ value: name, description })),
    default: () => NO_HARDWARE,
    problem: oneOf("source", SOURCES),
    suggest: nearestOf(SOURCES, NO_HARDWARE),
  },
  {
    key: "language",
    flag: "--language <language>",
    help: `${alternatives(NAMES)} (default: ${DEFAULT_LANGUAGE})`,
    schema: { type: "string", enum: NAMES },
    prompt: "In which language",
    choices: LANGUAGES.map(({ name, description }) => ({ value: name, description })),
    default: () => DEFAULT_LANGUAGE,
    problem: (text, context) => oneOf("language", NAMES)(text) ?? lacksSource(text, context),
    suggest: nearestOf(NAMES, DEFAULT_LANGUAGE),
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
    help: `one sentence for ${alternatives(LANGUAGES.map(({ manifest }) => manifest))}, and for README.md`,
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
    suggest: onlyOffered(String(ENTRY_DEFAULTS.timeout)),
  },
  {
    key: "maxTimeouts",
    flag: "--max-timeouts <count>",
    help: `restarts after which Laniakea gives the plugin up (default: ${ENTRY_DEFAULTS.maxTimeouts})`,
    schema: { type: "integer", minimum: 0, maximum: MAX_COUNT },
    default: () => String(ENTRY_DEFAULTS.maxTimeouts),
    problem: countProblem("number of restarts"),
    suggest: onlyOffered(String(ENTRY_DEFAULTS.maxTimeouts)),
  },
  {
    key: "ciUpdate",
    flag: "--ci-update <when>",
    help: `a workflow on GitHub that opens a pull request with the newest templates: ${alternatives(UPDATE_TIMES)} (default: never)`,
    schema: { type: "string", enum: UPDATE_TIMES },
    default: () => NEVER,
    problem: oneOf("time of updates", UPDATE_TIMES),
    suggest: nearestOf(UPDATE_TIMES, NEVER),
  },
];

/** A source has a starting point in some languages only; the sample has one in all. */
function lacksSource(language: string, { texts }: QuestionContext): string | undefined {
  const source = HARDWARE.find(({ name }) => name === texts["source"]);
  if (source === undefined || source.name === NO_HARDWARE || language in source.packages) return undefined;
  const has = alternatives(Object.keys(source.packages));
  return `the source ${source.name} has no starting point in ${language}: it has one in ${has}`;
}

/** The one table: prompts, flags, defaults, checks and help come from here, in the order in which they are asked. */
export const QUESTIONS: readonly Question[] = [...COMMON, ...LANGUAGES.flatMap(ownQuestions)];

/** A language's own questions, which the projects of no other language have. */
function ownQuestions({ name, questions }: Language): readonly Question[] {
  return questions.map((question) => ({
    ...question,
    unfit({ texts }) {
      const other = LANGUAGES.find((language) => language.name === texts.language && language.name !== name);
      if (other === undefined) return undefined;
      const reason = other.instead[question.key];
      return `a ${other.title} project has none${reason === undefined ? "" : `: ${reason}`}`;
    },
  }));
}

/** Turns checked texts into answers; those that do not fit the language are left out. */
export function toAnswers(texts: Texts): Answers {
  const { dir = "", name = "", language = "", laniakeaVersion = "", description = "" } = texts;
  const own = languageNamed(language).questions.map(({ key, schema }) => {
    const text = texts[key] ?? "";
    return [key, schema.type === "integer" ? Number(text) : text] as const;
  });
  return {
    dir,
    name,
    type: texts.type as PluginType,
    laniakeaVersion,
    description,
    timeout: Number(texts["timeout"]),
    maxTimeouts: Number(texts["maxTimeouts"]),
    language,
    ciUpdate: texts["ciUpdate"] ?? NEVER,
    source: texts["source"] ?? NO_HARDWARE,
    ...Object.fromEntries(own),
  };
}
