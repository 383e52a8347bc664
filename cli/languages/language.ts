import type { Progress } from "../run/progress/progress.js";
import type { Target } from "./target.js";

/** One executable that is to be made. */
export interface Output {
  readonly target: Target;
  /** Where it goes, in a folder that is not there yet. */
  readonly made: string;
  /** Where the licences of what is in it go, for a language that knows them. */
  readonly notices: string;
}

/** What making an executable is given. */
export interface MakeOptions {
  /** The project's folder, absolute. */
  readonly project: string;
  /** A folder for what is made on the way; it is removed afterwards. */
  readonly work: string;
  readonly outputs: readonly Output[];
  /** One of the language's; default: the project's own, or else the first. */
  readonly runtime?: string | undefined;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Each line of a warning. */
  readonly onWarning?: (line: string) => void;
}

/** What starts a plugin as it stands in its sources. */
export interface PluginCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** What it has in its environment besides. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Watcher {
  stop(): Promise<void>;
}

/** Hears of the first state of the sources and of each new one: what starts it, or, without that, what is wrong with it. */
export type OnChange = (errors: readonly string[], command: PluginCommand | undefined) => void;

/** How the projects of one language are built and run: each language has a folder here, with one of these. */
export interface ProjectLanguage {
  /** As `--language` takes it, and as the project's record has it. */
  readonly name: string;
  /** As people write it. */
  readonly title: string;
  /** The file that every project of the language has at its top. */
  readonly manifest: string;
  /** What an executable that says nothing may lack, as half a sentence. */
  readonly mustSpeak: string;
  /** What an author writes for heartbeats in a silence, in the words of the language's SDK. */
  readonly heartbeat: string;
  /** The files and folders of a project that its executable is made of. */
  readonly sources: readonly string[];
  /** What can run its plugins, by the names of `--runtime`; empty where there is one way only. */
  readonly runtimes: readonly string[];
  /** Whether it makes executables for other machines than this one, those of `--target`. */
  readonly crosses: boolean;
  /** The name that the plugin has in its source; undefined where the source says it in other words than a new project does. */
  nameInSource(project: string): Promise<string | undefined>;
  /** One of the project's tasks as a person types it in the project's folder. */
  taskCommand(project: string, task: "build" | "check"): string;
  /**
   * Makes the project's single executables.
   * @returns what runs each of them, as people write it, in the order of the outputs.
   * @throws {UserError} exit 5, or 4 when a tool is missing.
   */
  make(options: MakeOptions): Promise<readonly string[]>;
  /**
   * Follows the project's sources.
   * @throws {UserError} exit 2 or 5 when what runs the project is missing.
   */
  watch(project: string, onChange: OnChange): Promise<Watcher>;
}
