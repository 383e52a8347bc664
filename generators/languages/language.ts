import type { Obstacle } from "../../cli/run/obstacle.js";
import type { PluginType } from "../../daemon/handshake.js";
import type { Run } from "../run.js";
import type { Question } from "./question.js";
import type { Sources } from "./sources.js";
import type { ProjectWords } from "./words.js";

/** What a project is made from. The same answers and the same version of the generator make the same bytes. */
export interface Answers {
  /** Where the project goes, as it was written: relative to the folder in which the command runs. */
  readonly dir: string;
  readonly name: string;
  readonly type: PluginType;
  readonly laniakeaVersion: string;
  readonly description: string;
  /** Seconds of silence after which the daemon restarts the plugin. */
  readonly timeout: number;
  /** Restarts after which the daemon gives the plugin up. */
  readonly maxTimeouts: number;
  readonly language: string;
  /** Where its readings come from: a name of {@link HARDWARE}. */
  readonly source: string;
  /** The answers to the language's own questions. */
  readonly [own: string]: string | number;
}

/** What a run will do that needs something of the machine. */
export interface Wanted {
  readonly install: boolean;
  /** The single binary is made, and perhaps registered. */
  readonly build: boolean;
}

/** Command lines of tools that were found on the way and are used afterwards, such as `python`: `["python3"]`. */
export type FoundTools = Readonly<Record<string, readonly string[]>>;

/** What a language needs of the machine, as far as it is there. */
export interface Needs {
  readonly tools: FoundTools;
  /** What stands in the way of the install. */
  readonly install: readonly Obstacle[];
  /** What stands in the way of the build. */
  readonly build: readonly Obstacle[];
}

/** The command that installs what a project needs; a run does it in the project's folder. */
export interface InstallCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** Undefined removes a variable. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What a failure calls it, such as `npm install`. */
  readonly called: string;
  /** What helps where a folder was refused; undefined where nothing is known to. */
  readonly whenRefused?: string | undefined;
}

/**
 * What making a project needs to know of a language. Each language has a folder here with one of these; how its projects are
 * built and run stands in the folder of the same name in `cli/languages`.
 */
export interface Language<Own extends Answers = Answers> {
  /** As `--language` takes it, and as the project's record has it. */
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  /** The file that every project of the language has at its top. */
  readonly manifest: string;
  /** Stands beside the name where the language is asked for. */
  readonly description: string;
  /** What only its projects are asked. The key of such a question is the language's alone. */
  readonly questions: readonly Question[];
  /** Why its projects have no answer to another language's question, by that question's key. */
  readonly instead: Readonly<Record<string, string>>;
  /** The folders in templates/ that its projects are rendered from, behind "common"; a later one wins. */
  layers(answers: Own): readonly string[];
  /** Files that no template has: what the project carries until a registry has it. */
  carried(answers: Own, sources: Sources): ReadonlyMap<string, Buffer>;
  /** Its projects' folders (with a slash at the end) and files that tools make, from this generator or from the network: an update makes them anew and never merges them. */
  readonly madeByTools: readonly string[];
  /** What its templates know besides what every template does. */
  templateData(answers: Own, sources: Sources): object;
  /** How its code and its settings file write the key of a setting, which is in camelCase; without it, as it is. */
  settingKey?(key: string): string;
  /** Where a template's file goes in the project; without it, where it is in its layer. */
  placeOf?(path: string, answers: Own): string;
  /** Looks, before anything is written, for what installing and building need. */
  needs(answers: Own, wanted: Wanted, run: Run): Promise<Needs>;
  installCommand(answers: Own, tools: FoundTools): InstallCommand;
  /**
   * Ends an install that went well.
   * @returns what is the matter when nothing was installed all the same; undefined when all is there.
   */
  afterInstall(project: string, answers: Own): Promise<Obstacle | undefined>;
  /** The lock files that an install may make, the one that it makes today first. */
  lockFiles(answers: Own): readonly string[];
  /** @param tools what {@link needs} has found; empty where nobody looked. */
  words(answers: Own, tools: FoundTools, platform: NodeJS.Platform): ProjectWords;
}
