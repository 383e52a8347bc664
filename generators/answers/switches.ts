import type { AnswerSchema } from "../languages/question.js";
import { pathProblem } from "./checks.js";

/** What to do besides making the project; unlike answers they leave no trace in it. */
export interface Switches {
  readonly install: boolean;
  /** Make it a git repository with a first commit. */
  readonly git: boolean;
  /** Build the single binary and check it. */
  readonly build: boolean;
  /** Build and check it, install the binary and add it to Laniakea's config. */
  readonly register: boolean;
  readonly laniakeaDir: string | undefined;
  readonly config: string | undefined;
  /** Replace files that are in the folder and that the generator makes, too; a copy of each is kept. */
  readonly overwrite: boolean;
}
export type SwitchKey = keyof Switches;
/** As a command line or an answers file says them; what is left out is not said. */
export type GivenSwitches = { readonly [Key in SwitchKey]?: NonNullable<Switches[Key]> };

/** A row of `--help`. */
export interface Row {
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

/**
 * Switches that contradict each other, one line each.
 * @param canAsk a person can still be asked whether to register; without one, not saying it means no.
 */
export function switchProblems(given: GivenSwitches, canAsk: boolean): readonly string[] {
  const problems: string[] = [];
  const { laniakeaDir, config, install = true, build = false, register = canAsk ? undefined : false } = given;
  if (laniakeaDir !== undefined && config !== undefined) {
    problems.push("--laniakea-dir and --config exclude each other; give one of them");
  }
  if (laniakeaDir === "") problems.push("--laniakea-dir: the folder is empty; give a path");
  if (config === "") problems.push("--config: the file is empty; give a path");
  for (const [flag, path] of [
    ["--laniakea-dir", laniakeaDir],
    ["--config", config],
  ] as const) {
    const problem = path === undefined ? undefined : pathProblem(path);
    if (problem !== undefined) problems.push(`${flag}: ${problem}`);
  }
  if (register === false && (laniakeaDir || config)) {
    problems.push(`${laniakeaDir ? "--laniakea-dir" : "--config"} says where to register; add --register`);
  }
  if (given.build === false && register) problems.push("--register builds; leave out --no-build");
  if (!install && (build || register)) {
    problems.push(`${register ? "--register" : "--build"} needs the dependencies; leave out --no-install`);
  }
  return problems;
}

/** With the default of each switch that nobody has given. */
export function completeSwitches(given: GivenSwitches): Switches {
  return {
    install: given.install ?? true,
    git: given.git ?? false,
    build: given.build ?? false,
    register: given.register ?? false,
    laniakeaDir: given.laniakeaDir,
    config: given.config,
    overwrite: given.overwrite ?? false,
  };
}
