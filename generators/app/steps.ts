import { resolve } from "node:path";
import { GENERATOR } from "../version.js";
import { quote } from "./command-line.js";
import { runScript, WORDS } from "./package-managers.js";
import type { Answers } from "./questions.js";
import type { Switches } from "./switches.js";

/** What a run does in the project's folder after its files are there. */
export interface Step {
  readonly step: "install" | "git" | "build" | "check" | "register";
  /** As a person would type it there. What is ours happens in this process. */
  readonly command: string;
}

/** In their order; the run does these and no others. */
export function plannedSteps({ packageManager }: Answers, switches: Switches, cwd: string): readonly Step[] {
  const { install, git, build, register } = switches;
  const ours = (step: "build" | "check" | "register", args?: string): Step => ({
    step,
    command: runScript(packageManager, step, args),
  });
  return [
    ...(install ? [inShell("install", [packageManager, ...WORDS[packageManager].install])] : []),
    ...(git ? GIT_COMMANDS.map((args) => inShell("git", ["git", ...args])) : []),
    ...(build || register ? [ours("build"), ours("check")] : []),
    ...(register ? [ours("register", whereArgs(switches, cwd))] : []),
  ];
}

function inShell(step: Step["step"], words: readonly string[]): Step {
  return { step, command: words.map((word) => quote(word)).join(" ") };
}

function whereArgs({ laniakeaDir, config }: Switches, cwd: string): string {
  if (laniakeaDir) return `--laniakea-dir ${quote(resolve(cwd, laniakeaDir))}`;
  return config ? `--config ${quote(resolve(cwd, config))}` : "";
}

/** The arguments of git that make a repository with a first commit. */
export const GIT_COMMANDS: readonly (readonly string[])[] = [
  ["init", "--quiet"],
  ["add", "--all"],
  ["commit", "--quiet", `--message=Start from ${GENERATOR.name} ${GENERATOR.version}`],
];
