import { COMMAND_NAMES } from "../../cli/commands/names.js";
import type { Answers } from "../languages/language.js";
import type { QuestionContext } from "../languages/question.js";
import { detect, offered } from "./known-answers.js";
import { launchedAs, type Launcher } from "./launcher.js";
import { nearCommand } from "./mistaken-command.js";
import { QUESTIONS } from "./questions.js";
import type { Switches } from "./switches.js";

/** Said on every repeat line, default or not: they say what the project is. */
const ALWAYS: readonly string[] = ["type", "laniakeaVersion"];

/**
 * The command line that gives these answers without a question, as it can be pasted into a shell.
 * @param modes flags that say how it is to run; default none.
 */
export function commandLine(
  answers: Answers,
  switches: Switches,
  modes: readonly string[] = [],
  launcher: Launcher = launchedAs(),
): string {
  const args = [...positional(answers.dir), ...answerFlags(answers), ...switchFlags(switches), ...modes, "--yes"];
  return [launcher.words, ...args.map((arg) => launcher.quote(arg))].join(" ");
}

function positional(dir: string): readonly string[] {
  // A leading hyphen would make it a flag, and the name of a command, or nearly so, would be taken for one.
  const isCommand = COMMAND_NAMES.includes(dir) || nearCommand(dir) !== undefined;
  return [dir.startsWith("-") || isCommand ? `./${dir}` : dir];
}

function answerFlags(answers: Answers): readonly string[] {
  const texts = Object.fromEntries(Object.entries(answers).map(([key, value]) => [key, String(value)]));
  const context: QuestionContext = { texts, cwd: process.cwd() };
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
