import { readFileSync, type Stats, statSync } from "node:fs";
import { basename } from "node:path";
import { FACTS } from "../../../../../daemon/facts.js";
import { reasonOf } from "../../go-plugin/rpc/reason.js";
import { doubledKeys, jsonObjectIn } from "./json-object.js";

/** Where the values of settings are looked for. */
export interface SettingsPlace {
  /** Default: that of the process. */
  readonly env?: NodeJS.ProcessEnv;
  /** The program that runs; default `process.execPath`. */
  readonly executable?: string;
}

/** What was found there, and what is wrong with it as a whole. */
export interface WrittenSettings {
  /** What the file is called in messages. */
  readonly file: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems: readonly string[];
}

/** The variable that names another settings file than the one beside the executable; `dev` sets it to the project's. */
export const SETTINGS_VARIABLE = FACTS.settings.variable;
/** Of the daemon's cookie and of what this package reads: a plugin of the name `plugin` must not take them for its settings. */
export const OWN_PREFIX = FACTS.settings.ownPrefix;
/** What begins so in a settings file is a comment. */
const COMMENT = "//";
/** It takes a byte order mark away. */
const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** The variable of one setting: `baudRate` of `my-sensor` is LANIAKEA_MY_SENSOR_BAUD_RATE. */
export function variableOf(plugin: string, key: string): string {
  const words = key.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return `LANIAKEA_${plugin}_${words}`.toUpperCase().replace(/[^A-Z0-9_]/g, "_");
}

/** Reads the settings file, without its comments. A file that is not there is empty, unless the variable names it. */
export function readSettingsFile({ env = process.env, executable = process.execPath }: SettingsPlace): WrittenSettings {
  const file = fileOf(env, executable);
  if (file === undefined) return { file: "the settings file", values: {}, problems: [] };
  const wrong = (what: string) => ({ file, values: {}, problems: [`${file}: ${what}; it must hold one JSON object`] });
  let text: string;
  try {
    const stats = statSync(file);
    // Reading it may have no end, or wait for a writer for ever. What a folder is says the read itself.
    if (!stats.isFile() && !stats.isDirectory()) return wrong(`it is ${kindOf(stats)}, not a file`);
    text = UTF8.decode(readFileSync(file));
  } catch (error) {
    const isAbsent = codeOf(error) === "ENOENT" && env[SETTINGS_VARIABLE] === undefined;
    return isAbsent ? { file, values: {}, problems: [] } : wrong(unreadable(error));
  }
  const { found, problem } = jsonObjectIn(text);
  if (problem !== undefined) return wrong(problem);
  const values = Object.entries(found).filter(([key]) => !isComment(key));
  const doubled = doubledKeys(text).filter((key) => !isComment(key));
  const problems = doubled.map((key) => `${file}: there are two settings ${JSON.stringify(key)}; keep one`);
  return { file, values: Object.fromEntries(values), problems };
}

function isComment(key: string): boolean {
  return key.startsWith(COMMENT);
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return "a pipe";
  return stats.isSocket() ? "a socket" : "a device";
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** In plain words, where Node.js says what its call of the system has answered. */
function unreadable(error: unknown): string {
  switch (codeOf(error)) {
    case "ENOENT":
      return "there is no such file";
    case "EISDIR":
      return "it is a folder";
    case "EACCES":
    case "EPERM":
      return "the user of this process may not read it";
    case "ERR_ENCODING_INVALID_ENCODED_DATA":
      return "it is no text in UTF-8";
    default:
      return `it cannot be read (${reasonOf(error)})`;
  }
}

/** None beside Node itself, where a plugin runs that is no binary of its own. */
function fileOf(env: NodeJS.ProcessEnv, executable: string): string | undefined {
  const chosen = env[SETTINGS_VARIABLE];
  if (chosen !== undefined) return chosen;
  if (/^(?:node|bun)(?:\.exe)?$/i.test(basename(executable))) return undefined;
  return `${executable.replace(/\.exe$/i, "")}.settings.json`;
}

/** The text of a settings file in which each setting is a comment with its default. */
export function settingsFileText(plugin: string, defaults: Readonly<Record<string, unknown>>): string {
  const [first] = Object.keys(defaults);
  if (first === undefined) return "{}\n";
  const about =
    `Settings of ${plugin}: take the ${COMMENT} away before a key to set it. ` +
    `A variable such as ${variableOf(plugin, first)} goes before this file.`;
  const lines = Object.entries(defaults).map(([key, value]) => [`${COMMENT} ${key}`, value] as const);
  return `${JSON.stringify(Object.fromEntries([[COMMENT, about], ...lines]), null, 2)}\n`;
}
