import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import type { Answers } from "../languages/language.js";
import type { Question, QuestionContext, Texts } from "../languages/question.js";
import type { Run } from "../run.js";
import { GENERATOR } from "../version.js";
import { expanded, nameProblem, suggestName } from "./checks.js";
import { type KnownAnswers, offered } from "./known-answers.js";
import { refuseMistakenCommand } from "./mistaken-command.js";
import { QUESTIONS, toAnswers } from "./questions.js";
import { commandLine } from "./repeat-line.js";
import { completeSwitches, type GivenSwitches, type Switches, switchProblems } from "./switches.js";

type MutableTexts = { -readonly [Key in keyof Texts]: Texts[Key] };
type Asking = Pick<Run, "cwd" | "interactive" | "modes">;

/** All that is wanted, complete and checked. */
export interface Resolved {
  readonly answers: Answers;
  readonly switches: Switches;
}

/**
 * Fills in what was detected and the defaults, and checks every answer.
 * @throws {UserError} exit 2, with all that is missing or wrong, and a command line that would work where there is one that does what was asked for.
 */
export function resolveAnswers(known: KnownAnswers, run: Asking): Resolved {
  if (!run.interactive) refuseMistakenCommand(known);
  const { texts, problems } = examine(known, run.cwd);
  const missing = texts.dir === undefined ? ["DIR is missing: say where the project goes"] : [];
  failOn([...missing, ...problems, ...switchProblems(known.switches, run.interactive)], known, run);
  return { answers: toAnswers(texts), switches: completeSwitches(known.switches) };
}

/**
 * Checks what the command line has, before a person is asked for the rest.
 * @throws {UserError} as {@link resolveAnswers}, but not for what is missing.
 */
export function checkKnown(known: KnownAnswers, run: Asking): void {
  failOn([...examine(known, run.cwd).problems, ...switchProblems(known.switches, run.interactive)], known, run);
}

function examine(known: KnownAnswers, cwd: string): { texts: Texts; problems: readonly string[] } {
  const texts: MutableTexts = {};
  const problems: string[] = [...known.problems];
  for (const question of QUESTIONS) {
    const context = { texts, cwd };
    const unfit = question.unfit?.(context);
    if (unfit !== undefined) {
      if (known.texts[question.key] !== undefined) problems.push(`${sourceOf(question, known)}: ${unfit}`);
      continue;
    }
    const text = known.texts[question.key] ?? offered(question, context, known.detected);
    if (text === undefined) continue;
    texts[question.key] = text;
    const problem = question.problem(text, context);
    // Said of the folder already, whose name it is.
    const isSaid = question.key === "name" && known.texts.name === undefined && isWrong("dir", context);
    if (problem !== undefined && !isSaid) problems.push(`${sourceOf(question, known)}: ${problem}`);
  }
  return { texts, problems };
}

function isWrong(key: string, context: QuestionContext): boolean {
  const text = context.texts[key];
  return (
    text !== undefined && QUESTIONS.some((asked) => asked.key === key && asked.problem(text, context) !== undefined)
  );
}

/** Where a person can change the answer: `DIR`, `--flag`, or a line of the answers file. */
function sourceOf({ key, flag }: Question, { texts, places }: KnownAnswers): string {
  const asked = key === "name" && texts.name === undefined ? "dir" : key;
  const place = places[asked];
  if (place !== undefined) return `${place}: ${asked}`;
  return asked === "dir" ? "DIR" : (flag.split(" ", 1)[0] ?? flag);
}

function failOn(problems: readonly string[], known: KnownAnswers, run: Asking): void {
  const [first] = problems;
  if (first === undefined) return;
  const isOne = problems.length === 1;
  const line = lineThatWorks(known, run);
  throw new UserError(isOne ? first : `${problems.length} answers are missing or wrong`, {
    exitCode: ExitCode.usage,
    details: isOne ? [] : problems,
    hint: line === undefined ? `what there is: ${GENERATOR.name} --help` : `try: ${line}`,
  });
}

/**
 * What was asked for, and no more: a line is pasted unread. Undefined where an answer has no fine one near it, an answer of the file
 * is lost, or switches contradict each other.
 */
function lineThatWorks(known: KnownAnswers, { cwd, modes }: Asking): string | undefined {
  const answers = known.problems.length === 0 ? suggestAll(known, cwd) : undefined;
  const switches = consistent(known.switches);
  return answers === undefined || switches === undefined ? undefined : commandLine(answers, switches, modes);
}

/** What was known, with a fine answer in place of each wrong or missing one; undefined where none is near. */
function suggestAll(known: KnownAnswers, cwd: string): Answers | undefined {
  const texts: MutableTexts = { ...known.texts };
  if (texts.dir !== undefined && texts.name === undefined) Object.assign(texts, withFineName(texts.dir, cwd));
  for (const question of QUESTIONS) {
    const context = { texts, cwd };
    if (question.unfit?.(context) !== undefined) continue;
    const text = texts[question.key] ?? offered(question, context, known.detected);
    const isFine = text !== undefined && question.problem(text, context) === undefined;
    const fine = isFine ? text : question.suggest(text, context);
    if (fine === undefined) return undefined;
    texts[question.key] = fine;
  }
  return toAnswers(texts);
}

/** A folder whose name does as the plugin's name too; one that is there keeps its own. */
function withFineName(dir: string, cwd: string): Texts {
  const path = resolve(cwd, dir);
  const name = basename(path);
  const fine = suggestName(name);
  if (nameProblem(name) === undefined || fine === undefined) return {};
  if (name !== "" && existsSync(path)) return { name: fine };
  return { dir: join(dirname(dir), fine) };
}

/** The switches with whole paths; undefined where {@link switchProblems} has something else to say: which to leave out, nobody knows. */
function consistent(given: GivenSwitches): Switches | undefined {
  const { laniakeaDir, config } = given;
  const whole: GivenSwitches = {
    ...given,
    ...(laniakeaDir === undefined ? {} : { laniakeaDir: expanded(laniakeaDir) }),
    ...(config === undefined ? {} : { config: expanded(config) }),
  };
  return switchProblems(whole, false).length === 0 ? completeSwitches(whole) : undefined;
}
