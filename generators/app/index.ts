import { join } from "node:path";
import Generator, { type BaseOptions } from "yeoman-generator";
import { daemonFolder } from "../../sdk/laniakea/folders.js";
import type { PromptQuestion } from "../prompts/question.js";
import type { Finished } from "./finish.js";
import { type Given, offered } from "./given.js";
import { type Answers, type Context, QUESTIONS, type Question } from "./questions.js";
import { renderProject } from "./render.js";
import { checkGiven, resolveAnswers } from "./resolve.js";
import type { Run } from "./run.js";
import { summary } from "./summary.js";
import { completeSwitches, type Switches } from "./switches.js";
import { inspectTarget, type Target } from "./target.js";

export type AppOptions = BaseOptions & {
  readonly given: Given;
  readonly run: Run;
};

/** Makes a project: asks, renders into memory, and after the environment has put that onto the disk, finishes it. */
export default class AppGenerator extends Generator<Record<string, unknown>, AppOptions> {
  #given: Given;
  #switches: Switches;
  #answers: Answers | undefined;
  #target: Target | undefined;

  constructor(args: string[], options: AppOptions) {
    // Only the methods below that are named after a phase are run as one; npm is run by us, not by the environment.
    super(args, options, { tasksMatchingPriority: true, customInstallTask: true });
    this.#given = options.given;
    this.#switches = completeSwitches(options.given.switches, options.run.interactive);
  }

  /** Where the project goes; known after the questions. */
  get target(): Target {
    return known(this.#target);
  }

  async initializing(): Promise<void> {
    const { cwd, interactive } = this.options.run;
    if (interactive) checkGiven(this.#given, this.#switches, cwd);
    else resolveAnswers(this.#given, this.#switches, cwd);
    if (this.#given.texts.dir !== undefined) await inspectTarget(this.#given.texts.dir, cwd);
  }

  async prompting(): Promise<void> {
    if (!this.options.run.interactive) return;
    for (const question of QUESTIONS) {
      if (this.#given.texts[question.key] === undefined && question.prompt !== undefined) await this.#ask(question);
    }
    const { install, build, register } = this.#switches;
    if (register === undefined && install && !build) await this.#askToRegister();
  }

  async configuring(): Promise<void> {
    const { run } = this.options;
    this.#answers = resolveAnswers(this.#given, this.#switches, run.cwd);
    this.#target = await inspectTarget(this.#answers.dir, run.cwd);
    if (this.#switches.register) {
      const { assertRegistrable } = await import("./registration.js");
      await assertRegistrable(this.#answers, this.#switches);
    }
    // What starts other programs is loaded when there is one to start.
    if (this.#switches.install) await (await import("./install.js")).assertNpm(run);
  }

  writing(): void {
    const { path, kept } = this.target;
    for (const [file, contents] of renderProject(known(this.#answers), kept)) {
      this.fs.write(join(path, file), contents);
    }
  }

  async install(): Promise<void> {
    const { run } = this.options;
    const done = await this.#finish(run);
    if (!run.quiet) run.stdout.write(summary(known(this.#answers), this.#switches, done, run.cwd));
  }

  async #finish(run: Run): Promise<Finished> {
    if (!this.#switches.install) return { project: this.target.path };
    const { finish } = await import("./finish.js");
    return finish(this.target.path, known(this.#answers), this.#switches, run);
  }

  /** One at a time: a default may depend on the answers before it. */
  async #ask(question: Question): Promise<void> {
    const context = { texts: this.#given.texts, cwd: this.options.run.cwd };
    // Through the adapter: this.prompt would look for remembered answers in .yo-rc.json files of the user's.
    const answers = await this.env.adapter.prompt([this.#promptFor(question, context)]);
    const texts = { ...this.#given.texts, [question.key]: String(answers[question.key]) };
    this.#given = { ...this.#given, texts };
  }

  #promptFor(question: Question, context: Context): PromptQuestion {
    const { key, choices, prompt = key } = question;
    const fallback = offered(question, context, this.#given.detected);
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

  /** The folder gives the plugin its name, unless --name did. */
  #nameProblem(dir: string, { texts, cwd }: Context): string | undefined {
    const question = QUESTIONS.find(({ key }) => key === "name");
    const context = { texts: { ...texts, dir }, cwd };
    const name = texts.name ?? question?.default(context);
    return name === undefined ? undefined : question?.problem(name, context);
  }

  async #targetProblem(dir: string): Promise<true | string> {
    try {
      await inspectTarget(dir, this.options.run.cwd);
      return true;
    } catch (error) {
      return (error as Error).message;
    }
  }

  async #askToRegister(): Promise<void> {
    const { config, laniakeaDir } = this.#switches;
    const place = config ?? laniakeaDir ?? daemonFolder();
    const message = `Build it and register it with Laniakea now${place === undefined ? "" : ` (in ${place})`}?`;
    const answers = await this.env.adapter.prompt([{ type: "confirm", name: "register", message, default: false }]);
    const wanted = answers["register"] === true;
    const nowhere = { laniakeaDir: undefined, config: undefined };
    this.#switches = { ...this.#switches, register: wanted, ...(wanted ? {} : nowhere) };
  }
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a phase of the generator ran before the one that it depends on");
  return value;
}
