import { join, relative, sep } from "node:path";
import Generator, { type BaseOptions } from "yeoman-generator";
import { interview } from "../answers/interview.js";
import type { KnownAnswers } from "../answers/known-answers.js";
import { Declined, type PromptQuestion, WentBack } from "../answers/prompt.js";
import { resolveAnswers } from "../answers/resolve.js";
import { putOnDisk } from "../make/put-on-disk.js";
import type { Outcome } from "../plan/outcome.js";
import { changesWhatIsThere, makePlan, type Plan } from "../plan/plan.js";
import type { Run } from "../run.js";
import { conclude } from "./conclude.js";
import type { RenderedFile } from "./environment.js";
import { interviewerFor } from "./interviewer.js";

export type AppOptions = BaseOptions & {
  readonly known: KnownAnswers;
  readonly run: Run;
  /** Filled with what the run finds out and does. */
  readonly outcome: Outcome;
};

/** Makes a project: asks, renders into memory, and after the environment has put that onto the disk, finishes it. */
export default class AppGenerator extends Generator<Record<string, unknown>, AppOptions> {
  #known: KnownAnswers;

  constructor(args: string[], options: AppOptions) {
    // Only the methods below that are named after a phase are run as one; npm is run by us, not by the environment.
    const phases = { tasksMatchingPriority: true, customInstallTask: true };
    super(args, options, { ...phases, disableInGeneratorOptionsSupport: true });
    this.#known = options.known;
  }

  async prompting(): Promise<void> {
    const { run } = this.options;
    this.#known = await interview(
      this.#known,
      await interviewerFor(this.#known, run, (question) => this.#ask(question)),
    );
  }

  /** Everything is decided here: nothing has been written yet. */
  async configuring(): Promise<void> {
    const { run, outcome } = this.options;
    outcome.plan = await makePlan(resolveAnswers(this.#known, run), run);
    if (run.dryRun || !changesWhatIsThere(outcome.plan)) return;
    const { questionOfChanges } = await import("../tell/preview.js");
    const agreed = await this.#ask(questionOfChanges(outcome.plan, run.cwd)).catch((error) => {
      if (error instanceof WentBack) return false;
      throw error;
    });
    if (agreed !== true) throw new Declined();
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
    outcome.copies = await putOnDisk(target, final, run.signal);
  }

  install(): Promise<void> {
    const { run, outcome } = this.options;
    return conclude(this.#plan, run, outcome);
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
