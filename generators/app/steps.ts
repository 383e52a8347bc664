import { resolve } from "node:path";
import { GENERATOR } from "../version.js";
import { quote } from "./quote.js";
import { installCommand } from "./install-command.js";
import { type ConfigPlace, wordsOf } from "./languages/words.js";
import type { Found } from "./preflight.js";
import type { Answers } from "./questions.js";
import type { Switches } from "./switches.js";

/** What a run does in the project's folder after its files are there. */
export interface Step {
  readonly step: "install" | "git" | "build" | "check" | "register";
  /** As a person would type it there. What is ours happens in this process. */
  readonly command: string;
}

/** In their order; the run does these and no others. */
export function plannedSteps(answers: Answers, switches: Switches, found: Found, cwd: string): readonly Step[] {
  const { install, git, build, register } = switches;
  const words = wordsOf(answers, found.python);
  const { file, args } = installCommand(answers, found);
  return [
    ...(install ? [inShell("install", [file, ...args])] : []),
    ...(git ? GIT_COMMANDS.map((gitArgs) => inShell("git", ["git", ...gitArgs])) : []),
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

/** The arguments of git that make a repository with a first commit. */
export const GIT_COMMANDS: readonly (readonly string[])[] = [
  ["init", "--quiet"],
  ["add", "--all"],
  ["commit", "--quiet", `--message=Start from ${GENERATOR.name} ${GENERATOR.version}`],
];
