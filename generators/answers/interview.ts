import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Interrupted } from "../../cli/run/errors.js";
import { daemonFolder } from "../../daemon/folders.js";
import type { Question, QuestionContext, Texts } from "../languages/question.js";
import { type KnownAnswers, offered } from "./known-answers.js";
import { meantCommand, mistakenCommand } from "./mistaken-command.js";
import type { PromptQuestion } from "./prompt.js";
import { WentBack } from "./prompt.js";
import { QUESTIONS } from "./questions.js";
import type { GivenSwitches } from "./switches.js";

/** What an interview needs of the world. */
export interface Interviewer {
  readonly cwd: string;
  /**
   * @returns the answer.
   * @throws {WentBack} when the question before is wanted again.
   */
  ask(question: PromptQuestion): Promise<unknown>;
  /** Why no project can be made in a folder; undefined when nothing speaks against it. */
  folderProblem(dir: string): string | undefined;
  /** Whether a repository can be made in a folder: not inside another, and not without git. */
  takesRepository(dir: string): Promise<boolean>;
}

/**
 * Asks a person for what neither a flag nor a file says: one question after the other. Each can be gone back from, and before
 * the first there is nothing.
 * @throws {Interrupted} when nobody answers.
 */
export async function interview(known: KnownAnswers, interviewer: Interviewer): Promise<KnownAnswers> {
  return new Interview(known, interviewer).run();
}

/** Asks, and returns whether there was something to ask. */
type Ask = () => Promise<boolean>;

class Interview {
  #texts: Texts;
  /** The questions that were asked so far, by their place in the list. */
  readonly #asked: number[] = [];
  /** What was said about more than the project. */
  readonly #wishes: { git?: boolean; register?: boolean } = {};

  constructor(
    readonly known: KnownAnswers,
    readonly interviewer: Interviewer,
  ) {
    this.#texts = known.texts;
  }

  async run(): Promise<KnownAnswers> {
    const asks = this.#openQuestions();
    for (let index = 0; index < asks.length; index++) {
      try {
        if (await asks[index]?.()) this.#asked.push(index);
      } catch (error) {
        if (!(error instanceof WentBack)) throw error;
        const before = this.#asked.pop();
        if (before === undefined) throw new Interrupted();
        index = before - 1;
      }
    }
    return { ...this.known, texts: this.#texts, switches: this.#switches() };
  }

  #openQuestions(): readonly Ask[] {
    const open = QUESTIONS.filter(({ key, prompt }) => this.#texts[key] === undefined && prompt !== undefined);
    const { git, install = true, build = false, register } = this.known.switches;
    const command = meantCommand(this.known);
    return [
      ...(command === undefined ? [] : [() => this.#askForName(command)]),
      ...open.map((question) => () => this.#ask(question)),
      ...(git === undefined ? [() => this.#askForRepository()] : []),
      ...(register === undefined && install && !build ? [() => this.#askToRegister()] : []),
    ];
  }

  /** Where to register says nothing when nobody wants to. */
  #switches(): GivenSwitches {
    const { laniakeaDir: _, config: __, ...others } = this.known.switches;
    return { ...(this.#wishes.register === false ? others : this.known.switches), ...this.#wishes };
  }

  /** A default may depend on the answers before it. */
  async #ask(question: Question): Promise<boolean> {
    const { [question.key]: earlier, ...texts } = this.#texts;
    const context = { texts, cwd: this.interviewer.cwd };
    if (question.isAsked?.(context) === false) {
      // It was asked, perhaps, before somebody went back to what it follows from.
      this.#texts = texts;
      return false;
    }
    const offer = earlier ?? offered(question, context, this.known.detected);
    const known = offer ?? (question.key === "dir" ? await this.#suggestionFor(question, context) : undefined);
    const answer = await this.#put(this.#promptFor(question, context, known));
    this.#texts = { ...texts, [question.key]: String(answer) };
    return true;
  }

  /** Where there is no default, something that will do: it is typed faster than it is thought of. */
  async #suggestionFor(question: Question, context: QuestionContext): Promise<string | undefined> {
    const first = question.suggest(undefined, context);
    if (first === undefined) return undefined;
    for (const text of [first, `${first}-2`, `${first}-3`]) {
      if (this.interviewer.folderProblem(text) === undefined) return text;
    }
    return undefined;
  }

  #promptFor(question: Question, context: QuestionContext, offer: string | undefined): PromptQuestion {
    const { key, choices, prompt = key } = question;
    const isFine = offer === undefined || question.problem(offer, context) === undefined;
    const fallback = isFine ? offer : (question.suggest(offer, context) ?? question.suggest(undefined, context));
    const shared = { name: key, message: prompt, ...(fallback === undefined ? {} : { default: fallback }) };
    if (choices) {
      const named = choices.map(({ value, description }) => ({ value, name: value, description }));
      return { ...shared, type: "select", choices: named };
    }
    const problem = (text: string) => question.problem(text, context);
    if (key !== "dir") return { ...shared, type: "checked-input", problem };
    return {
      ...shared,
      type: "checked-input",
      problem: (text) => problem(text) ?? nameProblemOf(text, context),
      validate: (text) => this.interviewer.folderProblem(text) ?? true,
    };
  }

  /** @throws {UserError} exit 2, when it was a command that was mistyped. */
  async #askForName(command: string): Promise<boolean> {
    const word = this.#texts.dir ?? "";
    const message = `There is no command ${word}; did you mean ${command}? Make a plugin called ${word}?`;
    if ((await this.#confirm("command", message, false)) !== true) throw mistakenCommand(word, command);
    return true;
  }

  async #askForRepository(): Promise<boolean> {
    if (!(await this.interviewer.takesRepository(this.#texts.dir ?? "."))) return false;
    const message = "Make it a git repository with a first commit?";
    this.#wishes.git = (await this.#confirm("git", message, true)) === true;
    return true;
  }

  async #askToRegister(): Promise<boolean> {
    const { config, laniakeaDir } = this.known.switches;
    const place = config ?? laniakeaDir ?? daemonFolder();
    const message = `Build it and register it with Laniakea now${place === undefined ? "" : ` (in ${place})`}?`;
    this.#wishes.register = (await this.#confirm("register", message, false)) === true;
    return true;
  }

  #put(question: PromptQuestion): Promise<unknown> {
    return this.interviewer.ask(this.#asked.length === 0 ? { ...question, escape: "leave" } : question);
  }

  #confirm(name: string, message: string, fallback: boolean): Promise<unknown> {
    return this.#put({ type: "confirm", name, message, default: fallback });
  }
}

/** The folder gives the plugin its name, unless --name did. One that is there cannot be named otherwise: then it is asked. */
function nameProblemOf(dir: string, { texts, cwd }: QuestionContext): string | undefined {
  if (existsSync(resolve(cwd, dir))) return undefined;
  const question = QUESTIONS.find(({ key }) => key === "name");
  const context = { texts: { ...texts, dir }, cwd };
  const name = texts.name ?? question?.default(context);
  return name === undefined ? undefined : question?.problem(name, context);
}
