import { resolve } from "node:path";
import { GENERATOR } from "../version.js";
import { quote } from "../../cli/text/quote.js";
import { installCommand } from "./install-command.js";
import { type ConfigPlace, wordsOf } from "../languages/words.js";
import { lockFilesOf } from "../languages/typescript/package-managers.js";
import type { PlannedFile } from "./planned-files.js";
import type { Found } from "./preflight.js";
import type { Answers } from "../answers/questions.js";
import type { Switches } from "../answers/switches.js";
import type { Target } from "./target.js";

/** What a run does in the project's folder after its files are there. */
export interface Step {
  readonly step: "install" | "git" | "build" | "check" | "register";
  /** As a person would type it there. What is ours happens in this process. */
  readonly command: string;
}

/** In their order; the run does these and no others. */
export function plannedSteps(
  answers: Answers,
  switches: Switches,
  found: Found,
  committed: Committed,
  cwd: string,
): readonly Step[] {
  const { install, git, build, register } = switches;
  const words = wordsOf(answers, found.python);
  const { file, args } = installCommand(answers, found);
  return [
    ...(install ? [inShell("install", [file, ...args])] : []),
    ...(git ? gitCommands(committed).map((gitArgs) => inShell("git", ["git", ...gitArgs])) : []),
    ...(build || register ? (["build", "check"] as const).map((step) => ({ step, command: words.task(step) })) : []),
    ...(register ? [{ step: "register", command: words.task("register", placeOf(switches, cwd)) } as const] : []),
  ];
}

function inShell(step: Step["step"], words: readonly string[]): Step {
  return { step, command: words.map((word) => quote(word)).join(" ") };
}

function placeOf({ laniakeaDir, config }: Switches, cwd: string): ConfigPlace {
  if (laniakeaDir) return { laniakeaDir: resolve(cwd, laniakeaDir) };
  return config ? { config: resolve(cwd, config) } : {};
}

/** What the first commit has: paths in the project; undefined: all that is there. */
export type Committed = readonly string[] | undefined;

/** What is the user's own is left for them to commit, and so are the copies of what was replaced. */
export function committedOf(
  answers: Answers,
  { install }: Switches,
  { others }: Target,
  files: readonly PlannedFile[],
): Committed {
  if (others.length === 0) return undefined;
  const lockFiles = install && answers.language === "typescript" ? lockFilesOf(answers.packageManager) : [];
  return [...files.map(({ path }) => path), ...lockFiles.slice(0, 1)];
}

/** The arguments of git that make a repository with a first commit. */
export function gitCommands(committed: Committed): readonly (readonly string[])[] {
  // --force: whoever ignores files of such names everywhere still needs these.
  const what = committed === undefined ? ["--all"] : ["--force", "--", ...committed];
  return [
    ["init", "--quiet"],
    ["add", ...what],
    ["commit", "--quiet", `--message=Start from ${GENERATOR.name} ${GENERATOR.version}`],
  ];
}
