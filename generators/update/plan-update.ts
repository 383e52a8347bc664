import { sha256 } from "../../cli/files/contents/sha256.js";
import { RECORD_FILE } from "../../cli/languages/record-file.js";
import type { Answers } from "../languages/language.js";
import { ownersIn } from "../plan/owner.js";
import { type ProjectFiles, renderProject } from "../plan/render.js";
import { GENERATOR } from "../version.js";
import { type Base, decide, type Decision, type FileChange, type FileKept } from "./decide.js";
import { type Labels, OURS } from "./merge/lines.js";
import type { Migration } from "./migrations/migration.js";
import { migrationsFor } from "./migrations/registry.js";
import { type Found, lookAt } from "./project-file.js";
import type { Record } from "./record.js";

const SETTINGS = "settings.json";

/** Of these a new project takes over what is in its folder: the record does not have them then. */
const TAKEN_OVER: readonly string[] = ["LICENSE", "README.md"];

/** All that an update does to the files of a project, decided before anything is written. */
export interface FilePlan {
  readonly changes: readonly FileChange[];
  readonly kept: readonly FileKept[];
}

/** What an update is made with. */
export interface PlanOptions {
  /** Default: what this generator makes of the answers. */
  readonly render?: (kept: readonly string[]) => ProjectFiles;
  /** Default: those of the project's language. */
  readonly migrations?: readonly Migration[];
  /** Whether an answer is to change that other code of the author's comes of; default: false. */
  readonly isCodeAsked?: boolean;
}

/** Compares a project as it was made, as it is, and as it would be made today. */
export async function planFiles(
  project: string,
  record: Record,
  answers: Answers,
  options: PlanOptions = {},
): Promise<FilePlan> {
  const { render = (kept) => renderProject(answers, kept), isCodeAsked = false } = options;
  const { migrations = migrationsFor(answers.language) } = options;
  const ownerOf = ownersIn(answers);
  const made = render(TAKEN_OVER.filter((name) => !record.hashes.has(name)));
  const paths = [...new Set([...made.keys(), ...record.hashes.keys()])].filter((path) => path !== RECORD_FILE).sort();
  const labels = labelsFor(record.version);
  const moves = await movesIn(project, record, made, migrations);
  const decisions: Decision[] = [...moves.values()].map(({ removal }) => removal);
  for (const path of paths) {
    if ([...moves.values()].some(({ removal }) => removal.path === path)) continue;
    const move = moves.get(path);
    const base = baseOf(record, move?.removal.path ?? path);
    // What a lab has set is for the code that reads it.
    const owner = isCodeAsked && path === SETTINGS ? "author" : ownerOf(path);
    const ours = move?.ours ?? (await lookAt(project, path));
    const decision = decide({ path, owner, base, ours, theirs: made.get(path), isCodeAsked }, labels);
    decisions.push(move === undefined ? decision : movedTo(path, move.ours, decision));
  }
  const changes: FileChange[] = [];
  const kept: FileKept[] = [];
  for (const decision of decisions) {
    if (decision?.status === "keep") kept.push(decision);
    else if (decision?.status === "beside") await putBeside(project, decision, changes, kept);
    else if (decision !== undefined) changes.push(decision);
  }
  const own = await recordChange(project, made);
  return { changes: own === undefined ? changes : [...changes, own], kept };
}

function baseOf({ hashes, texts }: Record, path: string): Base | undefined {
  const hash = hashes.get(path);
  return hash === undefined ? undefined : { hash, text: texts.get(path) };
}

/** A file that a migration has given another path, with what its user has made of it. */
interface Moved {
  readonly ours: Found & { readonly kind: "file" };
  readonly removal: FileChange;
}

/** By their new paths. Where something is at the new path already, nothing is moved. */
async function movesIn(
  project: string,
  record: Record,
  made: ProjectFiles,
  migrations: readonly Migration[],
): Promise<ReadonlyMap<string, Moved>> {
  const moves = new Map<string, Moved>();
  for (const [from, to] of migrations.flatMap(({ renamed = {} }) => Object.entries(renamed))) {
    const ours = await lookAt(project, from);
    const isFree = (await lookAt(project, to)).kind === "none";
    if (ours.kind !== "file" || !isFree || !record.hashes.has(from) || record.hashes.has(to) || !made.has(to)) continue;
    const removal = { path: from, before: ours.bytes, after: undefined, why: `it is ${to} now` } as const;
    moves.set(to, { ours, removal: { ...removal, status: "delete" } });
  }
  return moves;
}

/** Nothing is at the new path yet, whatever was decided about the text. */
function movedTo(path: string, { bytes }: Moved["ours"], decision: Decision): Decision {
  if (decision === undefined || decision.status === "keep") {
    return { path, status: "add", before: undefined, after: bytes };
  }
  return { ...decision, before: undefined };
}

function labelsFor(version: string): Labels {
  const { name } = GENERATOR;
  const isSame = version === GENERATOR.version;
  return {
    ours: OURS,
    base: `${name} ${version}${isSame ? ", as made" : ""}`,
    theirs: `${name} ${GENERATOR.version}${isSame ? ", now" : ""}`,
  };
}

/** Under a name that is free; a copy of the same text that is there already will do. */
async function putBeside(project: string, change: FileChange, changes: FileChange[], kept: FileKept[]): Promise<void> {
  const { path, after, why = "" } = change;
  for (let number = 1; ; number++) {
    const free = `${path}.new${number === 1 ? "" : `-${number}`}`;
    const found = await lookAt(project, free);
    // Nothing can be put into a folder that is none.
    if (found.kind === "blocked" && !found.why.startsWith(free)) return void kept.push({ path, status: "keep", why });
    if (found.kind === "file" && after && sha256(found.bytes) === sha256(after)) return;
    if (found.kind === "none") return void changes.push({ ...change, path: free, own: path });
  }
}

/** Last, so that a project is of the new version when all else is. */
async function recordChange(project: string, made: ProjectFiles): Promise<FileChange | undefined> {
  const after = made.get(RECORD_FILE);
  const found = await lookAt(project, RECORD_FILE);
  const before = found.kind === "file" ? found.bytes : undefined;
  if (after === undefined || (before && after.equals(before))) return undefined;
  return { path: RECORD_FILE, status: before === undefined ? "add" : "replace", before, after };
}
