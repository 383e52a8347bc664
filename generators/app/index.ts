import { join, relative, sep } from "node:path";
import Generator, { type BaseOptions } from "yeoman-generator";
import { Interrupted } from "../../cli/run/errors.js";
import type { Given } from "../answers/given.js";
import { interview } from "../answers/interview.js";
import type { PromptQuestion } from "../answers/prompt.js";
import { checkGiven, resolveAnswers } from "../answers/resolve.js";
import { finish } from "../make/finish.js";
import { place } from "../make/place.js";
import { gitProblem } from "../plan/git.js";
import type { Outcome } from "../plan/outcome.js";
import { makePlan, type Plan } from "../plan/plan.js";
import { inspectTarget } from "../plan/target.js";
import type { Run } from "../run.js";
import { changesToConfirm, diffOfAll, preview } from "../tell/preview.js";
import { summary } from "../tell/summary.js";
import type { RenderedFile } from "./environment.js";

export type AppOptions = BaseOptions & {
  readonly given: Given;
  readonly run: Run;
  /** Filled with what the run finds out and does. */
  readonly outcome: Outcome;
};

/** Makes a project: asks, renders into memory, and after the environment has put that onto the disk, finishes it. */
export default class AppGenerator extends Generator<Record<string, unknown>, AppOptions> {
  #given: Given;

  constructor(args: string[], options: AppOptions) {
    // Only the methods below that are named after a phase are run as one; npm is run by us, not by the environment.
    const phases = { tasksMatchingPriority: true, customInstallTask: true };
    super(args, options, { ...phases, disableInGeneratorOptionsSupport: true });
    this.#given = options.given;
  }

  async prompting(): Promise<void> {
    const { cwd, interactive } = this.options.run;
    if (!interactive) return;
    checkGiven(this.#given, this.options.run);
    const { overwrite = false } = this.#given.switches;
    const look = (dir: string) => inspectTarget(dir, cwd, overwrite);
    const { dir } = this.#given.texts;
    if (dir !== undefined) await look(dir);
    this.#given = await interview(this.#given, {
      cwd,
      ask: (question) => this.#ask(question),
      folderProblem: (folder) => look(folder).then(({ unwritable }) => unwritable, messageOf),
      takesRepository: async (folder) =>
        (await gitProblem((await look(folder)).nearest, this.options.run)) === undefined,
    });
  }

  /** Everything is decided here: nothing has been written yet. */
  async configuring(): Promise<void> {
    const { run, outcome } = this.options;
    outcome.plan = await makePlan(resolveAnswers(this.#given, run), run);
    const changes = run.interactive && !run.dryRun ? changesToConfirm(outcome.plan, run.cwd) : [];
    if (changes.length === 0) return;
    const message = ["What is there will change:", ...changes.map((line) => `  ${line}`), "Go on?"].join("\n");
    if ((await this.#ask({ type: "confirm", name: "goOn", message, default: true })) !== true) throw new Interrupted();
  }

  writing(): void {
    const { project, files } = this.#plan;
    for (const { path, contents } of files) this.fs.write(join(project, path), contents);
  }

  /** Puts what was rendered onto the disk; the environment calls it. */
  async commit(rendered: readonly RenderedFile[]): Promise<void> {
    const { run, outcome } = this.options;
    if (run.dryRun) return;
    const { project, target, files } = this.#plan;
    const contents = new Map(
      rendered.map((file) => [relative(project, file.path).split(sep).join("/"), file.contents]),
    );
    const final = files.map((file) => ({ ...file, contents: contents.get(file.path) ?? file.contents }));
    outcome.placed = await place(target, final, run.signal);
  }

  async install(): Promise<void> {
    const { run, outcome } = this.options;
    const says = (text: () => string) => void (run.json || run.quiet ? "" : run.stdout.write(text()));
    if (run.dryRun) return says(() => (run.diff ? diffOfAll : preview)(this.#plan, run.cwd));
    await finish(this.#plan, run, (done) => Object.assign(outcome.done, done));
    says(() => summary(this.#plan, outcome, run.cwd));
  }

  /** Through the adapter: this.prompt would look for remembered answers in .yo-rc.json files of the user's. */
  async #ask(question: PromptQuestion): Promise<unknown> {
    const answers = await this.env.adapter.prompt([question]);
    return (answers as Record<string, unknown>)[question.name];
  }

  get #plan(): Plan {
    const { plan } = this.options.outcome;
    if (plan === undefined) throw new Error("a phase of the generator ran before the one that it depends on");
    return plan;
  }
}

function messageOf(error: Error): string {
  return error.message;
}
