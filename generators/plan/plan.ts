import { execOn, type PluginEntry } from "../../daemon/entry.js";
import type { Resolved } from "../answers/resolve.js";
import type { Switches } from "../answers/switches.js";
import type { Answers, FoundTools } from "../languages/language.js";
import { languageNamed } from "../languages/registry.js";
import type { ProjectWords } from "../languages/words.js";
import type { Run } from "../run.js";
import { type DaemonHere, daemonHere } from "./daemon-here.js";
import { entryOf } from "./entry.js";
import { committedOf } from "./git.js";
import { planFiles, type PlannedFile } from "./planned-files.js";
import { preflight } from "./preflight.js";
import type { Registration } from "./registration.js";
import { renderProject } from "./render.js";
import { plannedSteps, type Step } from "./steps.js";
import { inspectTarget, type Target } from "./target.js";

/** What will be done, decided before anything is. */
export interface Plan {
  /** Absolute. */
  readonly project: string;
  readonly answers: Answers;
  readonly switches: Switches;
  readonly target: Target;
  /** As it will be registered. */
  readonly entry: PluginEntry;
  /** What the machine has of what the language needs. */
  readonly tools: FoundTools;
  readonly words: ProjectWords;
  readonly files: readonly PlannedFile[];
  readonly steps: readonly Step[];
  /** What the first commit has. */
  readonly committed: readonly string[];
  readonly registration: Registration | undefined;
  readonly daemon: DaemonHere;
}

/**
 * Decides everything; nothing is written.
 * @throws {UserError} exit 3, 4 or 7, with what stands in the way.
 */
export async function makePlan({ answers, switches }: Resolved, run: Run): Promise<Plan> {
  const language = languageNamed(answers.language);
  const target = inspectTarget(answers.dir, run.cwd, switches.overwrite);
  const written = entryOf(answers);
  const entry = { ...written, exec: execOn(process.platform, written.exec) };
  const registration = switches.register ? await registrationOf(entry, switches) : undefined;
  const files = await planFiles(renderProject(answers, target.kept), target);
  const tools = await preflight(answers, switches, target, run);
  const words = language.words(answers, tools, process.platform);
  const committed = committedOf(answers, switches.install, target, files);
  const steps = plannedSteps(switches, language.installCommand(answers, tools), words, committed, run.cwd);
  const daemon = daemonHere(registration);
  const project = target.path;
  return { project, answers, switches, target, entry, tools, words, files, steps, committed, registration, daemon };
}

/** The parser of Laniakea's config is loaded when there is a config to look at. */
async function registrationOf(entry: PluginEntry, switches: Switches): Promise<Registration> {
  const { planRegistration } = await import("./registration.js");
  return planRegistration(entry, switches);
}

/** A new folder needs no second question. */
export function changesWhatIsThere({ files, registration }: Plan): boolean {
  return registration !== undefined || files.some(({ status }) => status === "replace");
}
