import { tildeProblem } from "./checks.js";
import type { AnswerSchema } from "./questions.js";

/** What to do besides making the project; unlike answers they leave no trace in it. */
export interface Switches {
  readonly install: boolean;
  /** Make it a git repository with a first commit. Undefined: not said, and a person at the terminal can be asked. */
  readonly git: boolean | undefined;
  /** Build the single binary and check it. */
  readonly build: boolean;
  /** Undefined: not said, and a person at the terminal can be asked. */
  readonly register: boolean | undefined;
  readonly laniakeaDir: string | undefined;
  readonly config: string | undefined;
  /** Replace files that are in the folder and that the generator makes, too; a copy of each is kept. */
  readonly overwrite: boolean;
}
export type SwitchKey = keyof Switches;
/** As a command line or an answers file says them; what is left out is not said. */
export type GivenSwitches = { readonly [Key in SwitchKey]?: NonNullable<Switches[Key]> };

/** How the command itself behaves: never part of an answers file. */
export type ModeKey =
  "answers" | "yes" | "dryRun" | "diff" | "json" | "plain" | "quiet" | "verbose" | "describe" | "completion";

interface Row {
  /** As commander writes it. */
  readonly flag: string;
  readonly help: string;
  /** The values that there are, for a shell's completion. */
  readonly values?: readonly string[];
}
export interface Switch extends Row {
  readonly key: SwitchKey;
  /** As in an answers file. */
  readonly schema: AnswerSchema & { readonly default?: boolean };
  /** The flag that says the opposite, so that it can overrule an answers file; not shown by `--help`. */
  readonly opposite?: string;
}
export interface Mode extends Row {
  readonly key: ModeKey;
}

/** In the order of `--help`. */
export const SWITCHES: readonly Switch[] = [
  {
    key: "install",
    flag: "--no-install",
    opposite: "--install",
    help: "leave out the install of dependencies",
    schema: { type: "boolean", default: true },
  },
  {
    key: "git",
    flag: "--git",
    opposite: "--no-git",
    help: "make it a git repository with a first commit, or --no-git not (default: asked at a terminal, else no)",
    schema: { type: "boolean" },
  },
  {
    key: "build",
    flag: "--build",
    opposite: "--no-build",
    help: "build the single binary and check it as Laniakea would",
    schema: { type: "boolean", default: false },
  },
  {
    key: "register",
    flag: "--register",
    opposite: "--no-register",
    help: "build, check, then install the binary and add it to Laniakea's config",
    schema: { type: "boolean" },
  },
  {
    key: "laniakeaDir",
    flag: "--laniakea-dir <dir>",
    help: "Laniakea's folder, with its config.yaml (default: the platform's)",
    schema: { type: "string", minLength: 1 },
  },
  {
    key: "config",
    flag: "--config <file>",
    help: "Laniakea's config file, when it is elsewhere",
    schema: { type: "string", minLength: 1 },
  },
  {
    key: "overwrite",
    flag: "--overwrite",
    opposite: "--no-overwrite",
    help: "replace files that are in the folder and in the template; a copy of each is kept, nothing is deleted",
    schema: { type: "boolean", default: false },
  },
];

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

export const MODES: readonly Mode[] = [
  {
    key: "answers",
    flag: "--answers <file>",
    help: "take answers from a JSON or YAML file, - for stdin; flags overrule it",
  },
  { key: "yes", flag: "-y, --yes", help: "ask nothing; take the default for all that is not given" },
  {
    key: "dryRun",
    flag: "--dry-run",
    help: "write nothing; list the files, the change of the config and the commands",
  },
  { key: "diff", flag: "--diff", help: "as --dry-run, and show every change line by line" },
  { key: "json", flag: "--json", help: "print one JSON document on stdout, also when it fails" },
  {
    key: "plain",
    flag: "--plain",
    help: "ask line by line, for screen readers and simple terminals (also: TERM=dumb)",
  },
  { key: "quiet", flag: "-q, --quiet", help: "show errors only" },
  {
    key: "verbose",
    flag: "--verbose",
    help: "show all output of the install and of the build, and the stack of an internal error",
  },
  {
    key: "describe",
    flag: "--describe",
    help: "print the answers that there are, as JSON Schema, and do nothing else",
  },
  {
    key: "completion",
    flag: "--completion <shell>",
    help: `print a completion script for ${SHELLS.slice(0, -1).join(", ")} or ${SHELLS.at(-1)}, and do nothing else`,
    values: SHELLS,
  },
];

/** Switches that contradict each other, one line each. */
export function switchProblems(switches: Switches): readonly string[] {
  const problems: string[] = [];
  const { laniakeaDir, config, install, build, register } = switches;
  if (laniakeaDir !== undefined && config !== undefined) {
    problems.push("--laniakea-dir and --config exclude each other; give one of them");
  }
  if (laniakeaDir === "") problems.push("--laniakea-dir: the folder is empty; give a path");
  if (config === "") problems.push("--config: the file is empty; give a path");
  for (const [flag, path] of [
    ["--laniakea-dir", laniakeaDir],
    ["--config", config],
  ] as const) {
    const problem = path === undefined ? undefined : tildeProblem(path);
    if (problem !== undefined) problems.push(`${flag}: ${problem}`);
  }
  if (register === false && (laniakeaDir || config)) {
    problems.push(`${laniakeaDir ? "--laniakea-dir" : "--config"} says where to register; add --register`);
  }
  if (!install && (build || register)) {
    problems.push(`${register ? "--register" : "--build"} needs the dependencies; leave out --no-install`);
  }
  return problems;
}

/** `interactive`: a person can still be asked whether to register. */
export function completeSwitches(given: GivenSwitches, interactive: boolean): Switches {
  return {
    install: given.install ?? true,
    git: given.git ?? (interactive ? undefined : false),
    build: given.build ?? false,
    // Somebody who names Laniakea's folder is asked all the same; without a terminal not saying it means no.
    register: given.register ?? (interactive ? undefined : false),
    laniakeaDir: given.laniakeaDir,
    config: given.config,
    overwrite: given.overwrite ?? false,
  };
}
