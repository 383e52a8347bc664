import { resolve } from "node:path";
import { quote } from "../../cli/text/quote.js";
import type { Switches } from "../answers/switches.js";
import type { InstallCommand } from "../languages/language.js";
import type { ConfigPlace, ProjectWords } from "../languages/words.js";
import { gitCommands } from "./git.js";

/** What a run does in the project's folder after its files are there. */
export interface Step {
  readonly step: "install" | "git" | "build" | "check" | "register";
  /** As a person would type it there. What is ours happens in this process. */
  readonly command: string;
}

/** In their order; the run does these and no others. */
export function plannedSteps(
  switches: Switches,
  { file, args }: InstallCommand,
  words: ProjectWords,
  committed: readonly string[],
  cwd: string,
): readonly Step[] {
  const { install, git, build, register } = switches;
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

/** Where the daemon's config was said to be, for a command in the project's folder. */
export function placeOf({ laniakeaDir, config }: Switches, cwd: string): ConfigPlace {
  if (laniakeaDir) return { laniakeaDir: resolve(cwd, laniakeaDir) };
  return config ? { config: resolve(cwd, config) } : {};
}
