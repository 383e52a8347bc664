/** What to do besides making the project; unlike answers they leave no trace in it. */
export interface Switches {
  readonly install: boolean;
  /** Build the single binary and check it. */
  readonly build: boolean;
  /** Undefined: not said, and a person at the terminal can be asked. */
  readonly register: boolean | undefined;
  readonly laniakeaDir: string | undefined;
  readonly config: string | undefined;
  readonly quiet: boolean;
}

/** As commander writes the flags; the order is that of `--help`. */
export const SWITCHES: readonly { readonly flag: string; readonly help: string }[] = [
  { flag: "--no-install", help: "leave out npm install" },
  { flag: "--build", help: "build the single binary and check it as Laniakea would" },
  { flag: "--register", help: "build, check, then install the binary and add it to Laniakea's config" },
  { flag: "--laniakea-dir <dir>", help: "Laniakea's folder, with its config.yaml (default: the platform's)" },
  { flag: "--config <file>", help: "Laniakea's config file, when it is elsewhere" },
  { flag: "-y, --yes", help: "ask nothing; take the default for all that is not given" },
  { flag: "-q, --quiet", help: "show errors only" },
  { flag: "--verbose", help: "show all output of npm and of the build, and the stack of an internal error" },
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
  if (register === false && (laniakeaDir || config)) {
    problems.push(`${laniakeaDir ? "--laniakea-dir" : "--config"} says where to register; add --register`);
  }
  if (!install && (build || register)) {
    problems.push(`${register ? "--register" : "--build"} needs the dependencies; leave out --no-install`);
  }
  return problems;
}
