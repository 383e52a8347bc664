import { basename, relative, resolve, sep } from "node:path";
import { GENERATOR } from "../version.js";
import { COMMAND_NAMES, COMMANDS_TO_COME } from "./command-names.js";
import { detect } from "./detect.js";
import { offered } from "./given.js";
import { detectPackageManager } from "../languages/typescript/package-managers.js";
import { type Answers, type Context, QUESTIONS, type QuestionKey } from "./questions.js";
import { quote, quoteTwice } from "../../cli/text/quote.js";
import type { Switches } from "./switches.js";

/** Said on every repeat line, default or not: they say what the project is. */
const ALWAYS: readonly QuestionKey[] = ["type", "laniakeaVersion"];

/** How a command line starts, and how the arguments that follow are quoted. */
interface Launcher {
  readonly words: string;
  readonly quote: (argument: string) => string;
}

/** The command line that gives these answers without a question, as it can be pasted into a shell. */
export function commandLine(answers: Answers, switches: Switches, launcher: Launcher = launchedAs()): string {
  const args = [...positional(answers.dir), ...answerFlags(answers), ...switchFlags(switches), "--yes"];
  return [launcher.words, ...args.map((arg) => launcher.quote(arg))].join(" ");
}

function positional(dir: string): readonly string[] {
  // A leading hyphen would make it a flag, and the name of a command would run that command.
  return [dir.startsWith("-") || [...COMMAND_NAMES, ...COMMANDS_TO_COME].includes(dir) ? `./${dir}` : dir];
}

function answerFlags(answers: Answers): readonly string[] {
  const texts = Object.fromEntries(Object.entries(answers).map(([key, value]) => [key, String(value)]));
  const context: Context = { texts, cwd: process.cwd() };
  const detected = detect(process.env, context.cwd);
  return QUESTIONS.filter(({ key }) => key !== "dir" && texts[key] !== undefined).flatMap((question) => {
    const text = texts[question.key] ?? "";
    // What was detected here may not be there.
    const isSure = text === question.default(context) && text === offered(question, context, detected);
    if (isSure && !ALWAYS.includes(question.key)) return [];
    return flag(question.flag.split(" ", 1)[0] ?? "", text);
  });
}

function switchFlags({ install, git, build, register, laniakeaDir, config, overwrite }: Switches): readonly string[] {
  return [
    ...(install || register || build ? [] : ["--no-install"]),
    ...(git ? ["--git"] : []),
    ...(register ? ["--register"] : build ? ["--build"] : []),
    ...(register && laniakeaDir ? flag("--laniakea-dir", laniakeaDir) : []),
    ...(register && config && !laniakeaDir ? flag("--config", config) : []),
    ...(overwrite ? ["--overwrite"] : []),
  ];
}

/** A value that starts with a hyphen must stay with its flag. */
function flag(name: string, value: string): readonly string[] {
  return value.startsWith("-") || value === "" ? [`${name}=${value}`] : [name, value];
}

/** How this process was started, so that the line that is shown works in the same place. */
export function launchedAs(env: NodeJS.ProcessEnv = process.env, script = process.argv[1] ?? ""): Launcher {
  const plain = (words: string): Launcher => ({ words, quote });
  if (env["npm_lifecycle_event"] === "start") return plain("npm start --");
  // It would look for a program whose name has the version, and it puts all into a shell once more.
  const isYarn1 = /^yarn\/1\./.test(env["npm_config_user_agent"] ?? "");
  if (isYarn1) return { words: "yarn create laniakea-plugin", quote: quoteTwice };
  const manager = detectPackageManager(env, sep) ?? "npm";
  if (manager !== "npm" || env["npm_command"] === "exec" || env["npm_command"] === "init") {
    // Only npm takes the flags for itself.
    return plain(`${manager} create laniakea-plugin@${GENERATOR.version}${manager === "npm" ? " --" : ""}`);
  }
  if (basename(script).startsWith(GENERATOR.name)) return plain(GENERATOR.name);
  return plain(`node ${quote(shorter(relative(process.cwd(), script), resolve(script)))}`);
}

function shorter(a: string, b: string): string {
  return a.length <= b.length ? a : b;
}
