import { existsSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import Generator, { type BaseOptions } from "yeoman-generator";
import { Interrupted } from "../../cli/run/errors.js";
import { daemonFolder } from "../../daemon/folders.js";
import type { RenderedFile } from "./environment.js";
import type { PromptQuestion } from "../answers/prompt.js";
import { WentBack } from "../answers/went-back.js";
import type { Account, Plan } from "../plan/account.js";
import { type Given, offered } from "../answers/given.js";
import { place } from "../make/place.js";
import { planFiles } from "../plan/planned-files.js";
import { preflight } from "../plan/preflight.js";
import { type Answers, type Context, QUESTIONS, type Question } from "../answers/questions.js";
import type { Registration } from "../plan/registration.js";
import { renderProject } from "../plan/render.js";
import { checkGiven, resolveAnswers } from "../answers/resolve.js";
import type { Run } from "../run.js";
import { declareOptions, givenByYeoman, withoutOwnTypes } from "./stock-yeoman.js";
import { committedOf, plannedSteps } from "../plan/steps.js";
import { summary } from "../tell/summary.js";
import { completeSwitches, type Switches } from "../answers/switches.js";
import { inspectTarget, type Target } from "../plan/target.js";

export type AppOptions = BaseOptions & {
  readonly given: Given;
  readonly run: Run;
  /** Filled with what the run finds out and does. */
  readonly account: Account;
};

/** Makes a project: asks, renders into memory, and after the environment has put that onto the disk, finishes it. */
export default class AppGenerator extends Generator<Record<string, unknown>, AppOptions> {
  #given: Given;
  #switches: Switches;
  /** Yeoman's own environment runs it. */
  readonly #isStock: boolean;
  #target: Target | undefined;
  /** What a person said at the prompts about more than the project. */
  readonly #wishes: { git?: boolean; register?: boolean } = {};

  constructor(args: string[], options: AppOptions) {
    const isStock = options.run === undefined;
    // Only the methods below that are named after a phase are run as one; npm is run by us, not by the environment.
    const phases = { tasksMatchingPriority: true, customInstallTask: true };
    super(args, options, { ...phases, disableInGeneratorOptionsSupport: !isStock });
    this.#isStock = isStock;
    if (this.#isStock) {
      declareOptions(this);
      Object.assign(this.options, givenByYeoman(this.options, this.env.cwd), { account: { done: {} } });
    }
    const { given, run } = this.options;
    this.#given = given;
    this.#switches = completeSwitches(given.switches, run.interactive);
  }

  async initializing(): Promise<void> {
    const { cwd, interactive } = this.options.run;
    if (interactive) checkGiven(this.#given, this.#switches, cwd);
    else resolveAnswers(this.#given, this.#switches, cwd);
    const { dir } = this.#given.texts;
    if (dir !== undefined) await inspectTarget(dir, cwd, this.#switches.overwrite);
  }

  /** One question after the other; each can be gone back from, and before the first there is nothing. */
  async prompting(): Promise<void> {
    if (!this.options.run.interactive) return;
    const asks = this.#openQuestions();
    const asked: number[] = [];
    for (let index = 0; index < asks.length; index++) {
      try {
        if (await asks[index]?.()) asked.push(index);
      } catch (error) {
        if (!(error instanceof WentBack)) throw error;
        const before = asked.pop();
        if (before === undefined) throw new Interrupted();
        index = before - 1;
      }
    }
    this.#switches = { ...this.#switches, ...this.#wishes };
    // Where to register says nothing when nobody wants to.
    if (this.#wishes.register === false)
      this.#switches = { ...this.#switches, laniakeaDir: undefined, config: undefined };
  }

  /** Each asks, and returns whether there was something to ask. */
  #openQuestions(): readonly (() => Promise<boolean>)[] {
    const open = QUESTIONS.filter(({ key, prompt }) => this.#given.texts[key] === undefined && prompt !== undefined);
    const { git, install, build, register } = this.#switches;
    return [
      ...open.map((question) => () => this.#ask(question)),
      ...(git === undefined ? [() => this.#askForRepository()] : []),
      ...(register === undefined && install && !build ? [() => this.#askToRegister()] : []),
    ];
  }

  /** Everything is decided here: nothing has been written yet. */
  async configuring(): Promise<void> {
    const { run, account } = this.options;
    const answers = resolveAnswers(this.#given, this.#switches, run.cwd);
    const target = await inspectTarget(answers.dir, run.cwd, this.#switches.overwrite);
    this.#target = target;
    const registration = await this.#planRegistration(answers);
    const files = await planFiles(renderProject(answers, target.kept), target);
    const switches = this.#switches;
    const found = await preflight(answers, switches, target, run);
    const committed = committedOf(answers, switches, target, files);
    const steps = plannedSteps(answers, switches, found, committed, run.cwd);
    account.plan = { project: target.path, answers, switches, found, files, steps, committed, registration };
    if (run.interactive && !run.dryRun) await this.#confirm();
  }

  /** Asks before something that is there is changed; a new folder needs no second question. */
  async #confirm(): Promise<void> {
    const { cwd } = this.options.run;
    const { project, files, registration } = this.#plan;
    const replaced = files.filter(({ status }) => status === "replace");
    if (replaced.length === 0 && registration === undefined) return;
    const { fileLines, registrationLines } = await import("../tell/preview.js");
    const lines = [...fileLines(project, replaced, cwd), ...(registration ? registrationLines(registration, cwd) : [])];
    const message = ["What is there will change:", ...lines.map((line) => `  ${line}`), "Go on?"].join("\n");
    const answers = await this.#prompt({ type: "confirm", name: "goOn", message, default: true });
    if (answers["goOn"] !== true) throw new Interrupted();
  }

  writing(): void {
    const { project, files } = this.#plan;
    for (const { path, contents } of files) this.fs.write(join(project, path), contents);
  }

  /** Puts what was rendered onto the disk; the environment calls it. */
  async commit(files: readonly RenderedFile[]): Promise<void> {
    const { run, account } = this.options;
    if (run.dryRun) return;
    const { project } = this.#plan;
    const contents = new Map(files.map((file) => [relative(project, file.path).split(sep).join("/"), file.contents]));
    const rendered = this.#plan.files.map((file) => ({ ...file, contents: contents.get(file.path) ?? file.contents }));
    account.placed = await place(known(this.#target), rendered, run.signal);
  }

  async install(): Promise<void> {
    const { run, account } = this.options;
    const { install, git } = this.#switches;
    if (run.dryRun) return this.#preview();
    // What starts other programs is loaded when there is one to start.
    if (install || git) {
      const { finish } = await import("../make/finish.js");
      await finish(this.#plan, run, (done) => Object.assign(account.done, done));
    }
    if (!run.quiet && !run.json) run.stdout.write(summary(this.#plan, account, run.cwd));
  }

  async #preview(): Promise<void> {
    const { run } = this.options;
    if (run.json) return;
    const { diffOfAll, preview } = await import("../tell/preview.js");
    run.stdout.write(run.diff ? diffOfAll(this.#plan, run.cwd) : preview(this.#plan, run.cwd));
  }

  async #planRegistration(answers: Answers): Promise<Registration | undefined> {
    if (!this.#switches.register) return undefined;
    const { planRegistration } = await import("../plan/registration.js");
    return planRegistration(answers, this.#switches);
  }

  get #plan(): Plan {
    return known(this.options.account.plan);
  }

  /** One at a time: a default may depend on the answers before it. */
  async #ask(question: Question): Promise<boolean> {
    const { [question.key]: earlier, ...texts } = this.#given.texts;
    const context = { texts, cwd: this.options.run.cwd };
    if (question.isAsked?.(context) === false) {
      // It was asked, perhaps, before somebody went back to what it follows from.
      this.#given = { ...this.#given, texts };
      return false;
    }
    const answers = await this.#prompt(this.#promptFor(question, context, earlier));
    this.#given = { ...this.#given, texts: { ...texts, [question.key]: String(answers[question.key]) } };
    return true;
  }

  /** Through the adapter: this.prompt would look for remembered answers in .yo-rc.json files of the user's. */
  #prompt(question: PromptQuestion): Promise<Record<string, unknown>> {
    return this.env.adapter.prompt([this.#isStock ? withoutOwnTypes(question) : question]);
  }

  #promptFor(question: Question, context: Context, earlier: string | undefined): PromptQuestion {
    const { key, choices, prompt = key } = question;
    const known = earlier ?? offered(question, context, this.#given.detected);
    const isFine = known === undefined || question.problem(known, context) === undefined;
    const fallback = isFine ? known : question.suggest(known, context);
    const shared = { name: key, message: prompt, ...(fallback === undefined ? {} : { default: fallback }) };
    if (choices) {
      const named = choices.map(({ value, description }) => ({ value, name: value, description }));
      return { ...shared, type: "select", choices: named };
    }
    return {
      ...shared,
      type: "checked-input",
      problem: (text) =>
        question.problem(text, context) ?? (key === "dir" ? this.#nameProblem(text, context) : undefined),
      ...(key === "dir" ? { validate: (text: string) => this.#targetProblem(text) } : {}),
    };
  }

  /** The folder gives the plugin its name, unless --name did. One that is there cannot be named otherwise: then it is asked. */
  #nameProblem(dir: string, { texts, cwd }: Context): string | undefined {
    if (existsSync(resolve(cwd, dir))) return undefined;
    const question = QUESTIONS.find(({ key }) => key === "name");
    const context = { texts: { ...texts, dir }, cwd };
    const name = texts.name ?? question?.default(context);
    return name === undefined ? undefined : question?.problem(name, context);
  }

  async #targetProblem(dir: string): Promise<true | string> {
    try {
      const { unwritable } = await inspectTarget(dir, this.options.run.cwd, this.#switches.overwrite);
      return unwritable ?? true;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Not where it would be one inside another, or without git: then the question has no answer. */
  async #askForRepository(): Promise<boolean> {
    const { run } = this.options;
    const { nearest } = await inspectTarget(this.#given.texts.dir ?? ".", run.cwd, this.#switches.overwrite);
    const { gitProblem } = await import("../make/git.js");
    if ((await gitProblem(nearest, run)) !== undefined) return false;
    const message = "Make it a git repository with a first commit?";
    const answers = await this.#prompt({ type: "confirm", name: "git", message, default: true });
    this.#wishes.git = answers["git"] === true;
    return true;
  }

  async #askToRegister(): Promise<boolean> {
    const { config, laniakeaDir } = this.#switches;
    const place = config ?? laniakeaDir ?? daemonFolder();
    const message = `Build it and register it with Laniakea now${place === undefined ? "" : ` (in ${place})`}?`;
    const answers = await this.#prompt({ type: "confirm", name: "register", message, default: false });
    this.#wishes.register = answers["register"] === true;
    return true;
  }
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a phase of the generator ran before the one that it depends on");
  return value;
}
