import { isCi } from "../../cli/run/environment.js";
import { plainProgress, type Progress, silentProgress } from "../../cli/run/progress/progress.js";
import { terminalProgress } from "../../cli/run/progress/terminal-progress.js";
import { detect, type FileAnswers, flagsOver, type KnownAnswers, NOTHING_KNOWN } from "../answers/known-answers.js";
import { QUESTIONS } from "../answers/questions.js";
import { type GivenSwitches, SWITCHES } from "../answers/switches.js";
import type { Texts } from "../languages/question.js";
import type { Run } from "../run.js";
import { type ModeKey, MODES } from "./modes.js";

/** An answers file's answers are in the line, and it always has --yes. */
const MODES_OF_A_LINE = MODES.filter(({ key }) => key !== "answers" && key !== "yes");

/** What the command line says. */
export interface Options {
  readonly texts: Texts;
  readonly switches: GivenSwitches;
  text(mode: ModeKey): string | undefined;
  is(mode: ModeKey): boolean;
}

/** By the keys of the tables; what nobody typed is left out, so that an answers file or a default counts. */
export type TypedValues = Readonly<Record<string, unknown>>;

export function optionsOf(dir: string | undefined, typed: TypedValues): Options {
  const given = (keys: readonly string[]) =>
    Object.fromEntries(keys.map((key) => [key, typed[key]]).filter(([, value]) => value !== undefined));
  return {
    texts: { ...(dir === undefined ? {} : { dir }), ...given(QUESTIONS.map(({ key }) => key)) },
    switches: given(SWITCHES.map(({ key }) => key)),
    text: (mode) => (typeof typed[mode] === "string" ? typed[mode] : undefined),
    is: (mode) => typed[mode] === true,
  };
}

/** @throws {UserError} exit 2 when the answers file cannot be read. */
export async function knownFrom(options: Options, { cwd, signal }: Run): Promise<KnownAnswers> {
  const file = options.text("answers");
  return flagsOver(await answersIn(file, cwd, signal), options, detect(process.env, cwd));
}

async function answersIn(file: string | undefined, cwd: string, signal: AbortSignal): Promise<FileAnswers> {
  if (file === undefined) return NOTHING_KNOWN;
  const { readAnswers } = await import("../answers/answers-file.js");
  return readAnswers(file, cwd, process.stdin, signal);
}

export async function runOf(options: Options, signal: AbortSignal): Promise<Run> {
  const quiet = options.is("quiet");
  const plain = options.is("plain") || process.env["TERM"] === "dumb";
  return {
    cwd: process.cwd(),
    signal,
    progress: await progressOf(quiet, options.is("verbose"), plain),
    stdout: process.stdout,
    dryRun: options.is("dryRun") || options.is("diff"),
    diff: options.is("diff"),
    modes: MODES_OF_A_LINE.filter(({ key }) => options.is(key)).map(({ flag }) => flag.replace(/^-\w, /, "")),
    json: options.is("json"),
    plain,
    quiet,
    interactive: isInteractive(options),
  };
}

/** Questions are read from stdin and shown on stderr. */
function isInteractive(options: Options): boolean {
  if (options.is("yes") || options.text("answers") === "-" || isCi()) return false;
  // Last, as Node makes a stream of each that is looked at.
  return process.stderr.isTTY === true && process.stdin.isTTY === true;
}

function progressOf(quiet: boolean, verbose: boolean, plain: boolean): Progress | Promise<Progress> {
  if (quiet) return silentProgress;
  if (verbose) return verboseProgress();
  return plain ? plainProgress(process.stderr) : terminalProgress(process.stderr);
}

function verboseProgress(): Progress {
  const plain = plainProgress(process.stderr);
  return {
    step: (title: string) => ({
      ...plain.step(title),
      update: (line: string) => void process.stderr.write(`  ${line}\n`),
    }),
  };
}
