import { realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { missing } from "../../cli/files/exists.js";
import { ExitCode, Interrupted, UserError } from "../../cli/run/errors.js";
import { Declined } from "../answers/prompt.js";
import type { Answers, FoundTools } from "../languages/language.js";
import type { Texts } from "../languages/question.js";
import { languageNamed } from "../languages/registry.js";
import { install } from "../make/install.js";
import type { Run } from "../run.js";
import { GENERATOR } from "../version.js";
import { updatedAnswers } from "./answers.js";
import { type CodeEdit, codeEdits } from "./code-edits.js";
import { indexOf, markConflicts, refuseDirty, type Repository, repositoryOf, setIndex } from "./git.js";
import { type News, newsSince } from "./news.js";
import { inOwnCode } from "./own-code.js";
import { type FilePlan, planFiles } from "./plan-update.js";
import { lookAt } from "./project-file.js";
import { type Proof, prove } from "./prove.js";
import { readRecord, type Record } from "./record.js";
import { readJournal, type Write, writeAll } from "./transaction.js";
import { refuseUndecided } from "./undecided.js";
import { recover, undo, type Undone } from "./undo.js";

export interface UpdateOptions {
  /** Answers that are to change. */
  readonly texts: Texts;
  /** Also beside changes that are not committed; with undo: also what was changed since. */
  readonly force: boolean;
  readonly install: boolean;
  /** Adapt the author's code, too, where the SDK has changed. */
  readonly migrate: boolean;
  /** Let the project prove itself afterwards. */
  readonly check: boolean;
  /** Shows what would change, and asks; undefined where nobody is asked. */
  readonly asked?: Asked | undefined;
}

/** What a person is asked. */
export interface Asked {
  agree(plan: UpdatePlan): Promise<boolean>;
  /** Whether migrations may change the author's code. */
  agreeToEdits(plan: UpdatePlan): Promise<boolean>;
}

export interface UpdatePlan extends FilePlan {
  /** Absolute. */
  readonly project: string;
  /** The version that the project has. */
  readonly from: string;
  readonly to: string;
  readonly news: News;
  /** What migrations would do to the author's code; in the changes, too, once somebody has agreed. */
  readonly edits: readonly CodeEdit[];
}

export interface Updated extends UpdatePlan {
  readonly dryRun: boolean;
  readonly installed: boolean;
  readonly proofs: readonly Proof[];
}

/**
 * Brings a project to this generator's templates.
 * @throws {UserError} with the exit code of what went wrong; what it says of the project is so.
 */
export async function update(folder: string, options: UpdateOptions, run: Run): Promise<Updated> {
  const project = await folderOf(folder, run);
  if (!run.dryRun) await recover(project);
  else await refuseInterrupted(project);
  const record = await readRecord(project);
  await refuseUndecided(project, record, run.cwd);
  const answers = updatedAnswers(project, record, options.texts, run);
  const former = formerAnswers(project, record, options.texts, run) ?? answers;
  const found = await planOf(project, record, former, answers);
  if (former.source !== answers.source && !options.force) refuseOwnCode(found, answers);
  const outcome = { dryRun: run.dryRun, installed: false, proofs: [] };
  const wanted = options.migrate ? withEdits(found) : found;
  const mayBeAsked = options.asked !== undefined && found.edits.length > 0;
  if (run.dryRun || (wanted.changes.length === 0 && !mayBeAsked)) return { ...wanted, ...outcome };
  const repository = await repositoryOf(project, run);
  if (repository !== undefined && !options.force) await refuseDirty(repository, withEdits(found).changes);
  const tools = await toolsFor(answers, options, run);
  const plan = await agreed(wanted, options);
  const planned = { ...plan, ...outcome };
  if (plan.changes.length === 0) return planned;
  await write(plan, answers, repository, run);
  // The manifest may have marks in it, which no tool can read.
  if (plan.changes.some(({ status }) => status === "conflict")) return planned;
  return { ...planned, ...(await finish(project, answers, tools, options, run)) };
}

/** Its packages, settings and helpers would go, and with them what the author's code is made of. */
function refuseOwnCode({ changes }: UpdatePlan, { source }: Answers): void {
  const own = changes.flatMap(({ own: path = [] }) => path);
  if (own.length === 0) return;
  throw new UserError(`${own.join(", ")}: it has been changed, and would not work with the source ${source}`, {
    exitCode: ExitCode.targetInTheWay,
    hint: "make a new project with that source and take over what is yours; --force puts the new code beside yours",
  });
}

/** Undefined where no answer is to change, and where the record has one that is wrong, which a flag may have corrected. */
function formerAnswers(project: string, record: Record, changed: Texts, run: Run): Answers | undefined {
  if (Object.keys(changed).length === 0) return undefined;
  try {
    return updatedAnswers(project, record, {}, run);
  } catch {
    return undefined;
  }
}

/** What comes after the files. The project is updated, whatever becomes of it. */
async function finish(
  project: string,
  answers: Answers,
  tools: FoundTools,
  options: UpdateOptions,
  run: Run,
): Promise<Pick<Updated, "installed" | "proofs">> {
  const words = languageNamed(answers.language).words(answers, tools, process.platform);
  try {
    if (options.install) await install({ project, answers, tools }, words.install, run);
    const proofs = options.check ? await prove(project, words, run) : [];
    return { installed: options.install, proofs };
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted("interrupted; the project is updated. update --undo takes it back");
  }
}

/** Asks about all that is not the author's, and then about what is. */
async function agreed(plan: UpdatePlan, { asked, migrate }: UpdateOptions): Promise<UpdatePlan> {
  if (asked === undefined) return plan;
  if (plan.changes.length > 0 && !(await asked.agree(plan))) throw new Declined();
  return !migrate && plan.edits.length > 0 && (await asked.agreeToEdits(plan)) ? withEdits(plan) : plan;
}

function withEdits(plan: UpdatePlan): UpdatePlan {
  return { ...plan, changes: [...plan.edits, ...plan.changes] };
}

/** Takes the last update of a project back; a dry run only says what that would be. */
export async function undoUpdate(
  folder: string,
  { force }: Pick<UpdateOptions, "force">,
  run: Run,
): Promise<Undone & { readonly project: string }> {
  const project = await folderOf(folder, run);
  const undone = await undo(project, force, run.dryRun);
  if (run.dryRun) return { ...undone, project };
  const repository = await repositoryOf(project, run);
  if (repository !== undefined) await setIndex(repository, undone.index);
  return { ...undone, project };
}

async function folderOf(folder: string, { cwd }: Run): Promise<string> {
  const path = resolve(cwd, folder);
  const found = await stat(path).catch(missing);
  if (found?.isDirectory() === true) return realpath(path);
  throw new UserError(`${folder} is ${found === undefined ? "not there" : "no folder"}`, {
    exitCode: ExitCode.usage,
    hint: "name the folder of a project: update PROJECT",
  });
}

async function refuseInterrupted(project: string): Promise<void> {
  if ((await readJournal(project))?.state !== "writing") return;
  throw new UserError("an update of this project was interrupted in its middle", {
    exitCode: ExitCode.targetInTheWay,
    hint: "update does it again; update --undo takes back what it has begun",
  });
}

async function planOf(project: string, record: Record, former: Answers, answers: Answers): Promise<UpdatePlan> {
  const isCodeAsked = former.source !== answers.source;
  const { changes, kept } = await planFiles(project, record, answers, { isCodeAsked });
  const inCode = isCodeAsked ? [] : await inOwnCode(project, former, answers);
  const files = { changes, kept: [...kept, ...inCode] };
  const [from, to] = [record.version, GENERATOR.version];
  const edits = await codeEdits(project, record.hashes.keys(), answers);
  return { ...files, project, from, to, news: await newsSince(from, to), edits };
}

/** Looked for before anything is written: an update whose install fails is half of one. */
async function toolsFor(answers: Answers, { install: isWanted }: UpdateOptions, run: Run) {
  const needs = await languageNamed(answers.language).needs(answers, { install: isWanted, build: false }, run);
  const [first] = needs.install;
  if (first === undefined) return needs.tools;
  throw new UserError(`${first.message}; nothing was changed`, {
    exitCode: ExitCode.toolMissing,
    details: first.details ?? [],
    hint: first.remedy,
  });
}

async function write(
  { project, changes }: UpdatePlan,
  answers: Answers,
  repository: Repository | undefined,
  run: Run,
): Promise<void> {
  const conflicts = changes.filter(({ status }) => status === "conflict");
  const paths = conflicts.map(({ path }) => path);
  const index = repository === undefined ? [] : await indexOf(repository, paths);
  await writeAll(project, await withLockFiles(project, changes, answers), index, run.signal);
  if (repository !== undefined) await markConflicts(repository, conflicts);
}

/** The install writes them: taking the update back has to take that back, too. */
async function withLockFiles(project: string, changes: readonly Write[], answers: Answers): Promise<readonly Write[]> {
  const locks = languageNamed(answers.language).lockFiles(answers);
  const others = locks.filter((path) => changes.every((change) => change.path !== path));
  const untouched: Write[] = [];
  for (const path of others) {
    const found = await lookAt(project, path);
    if (found.kind === "blocked") continue;
    const bytes = found.kind === "file" ? found.bytes : undefined;
    untouched.push({ path, before: bytes, after: bytes, isRemade: true });
  }
  const marked = changes.map((change) => ({ ...change, isRemade: locks.includes(change.path) }));
  return [...untouched, ...marked];
}
