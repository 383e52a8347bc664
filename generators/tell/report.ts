import { sha256 } from "../../cli/files/contents/sha256.js";
import { ExitCode } from "../../cli/run/errors.js";
import { type ReportedError, reportedError } from "../../cli/run/reported-error.js";
import { unifiedDiff } from "../../cli/text/unified-diff.js";
import { commandLine } from "../answers/repeat-line.js";
import type { Answers } from "../languages/language.js";
import type { GitResult, KeptCopies, Outcome } from "../plan/outcome.js";
import type { PlannedFile } from "../plan/planned-files.js";
import type { Registration } from "../plan/registration.js";
import type { Run } from "../run.js";
import { GENERATOR } from "../version.js";
import { daemonSteps, projectSteps } from "./next-steps.js";

/** What `--json` prints. generators/report.schema.json describes it; a change that breaks a reader raises `version`. */
export interface Report {
  readonly version: 1;
  readonly generator: { readonly name: string; readonly version: string };
  readonly exitCode: ExitCode;
  readonly dryRun: boolean;
  /** Null when the run failed. Then `nextSteps` has what helps, if something is known to. */
  readonly error: ReportedError | null;
  /** Absolute; null when the run failed before that was known, as all that follows. */
  readonly project: string | null;
  readonly answers: Answers | null;
  /** Files that were written, or would be. Empty when the run failed before. */
  readonly files: readonly ReportedFile[];
  /** The change of Laniakea's config; null when the run does not, or did not, come to that. */
  readonly config: ReportedConfig | null;
  /** What is run in the project's folder, in order. */
  readonly commands: readonly { readonly step: string; readonly command: string }[];
  /** The built and checked executable; null when there is none. */
  readonly executable: string | null;
  /** Where the executable was installed. */
  readonly installed: string | null;
  /** What the check of the plugin has seen that is no failure, and what keeps the daemon from running it, though its config had it before. */
  readonly warnings: readonly string[];
  readonly git: GitResult | null;
  readonly nextSteps: readonly string[];
  /** The command line that makes the same again. */
  readonly repeat: string | null;
}

export interface ReportedFile {
  readonly path: string;
  readonly status: PlannedFile["status"];
  readonly sha256: string;
  readonly bytes: number;
  /** Where the file that was there is kept. */
  readonly copy?: string;
}

export interface ReportedConfig {
  readonly path: string;
  readonly status: "create" | "change" | "same";
  readonly sha256: string;
  readonly diff: string;
}

export function reportOf({ plan, copies, done }: Outcome, run: Run, failure: unknown): Report {
  const error = failure === undefined ? null : reportedError(failure);
  const written = run.dryRun && error === null ? new Map() : copies;
  const reached = error === null || done.registered !== undefined;
  return {
    version: 1,
    generator: GENERATOR,
    exitCode: error === null ? ExitCode.ok : ExitCode[error.code],
    dryRun: run.dryRun,
    error,
    project: plan?.project ?? null,
    answers: plan?.answers ?? null,
    files: plan && written ? plan.files.map((file) => reportedFile(file, written)) : [],
    config: plan?.registration && reached ? reportedConfig(plan.registration) : null,
    commands: plan?.steps ?? [],
    executable: done.executable ?? null,
    installed: done.registered?.executable ?? null,
    warnings: [...(done.warnings ?? []), ...(done.registered?.warnings ?? [])],
    git: done.git ?? null,
    nextSteps:
      error === null
        ? plan
          ? [...projectSteps(plan, done, run.cwd), ...daemonSteps(plan)].map(([command]) => command)
          : []
        : error.hint === null
          ? []
          : [error.hint],
    repeat: plan ? commandLine(plan.answers, plan.switches) : null,
  };
}

export function reportedConfig({ configFile, before, after }: Registration): ReportedConfig {
  return {
    path: configFile,
    status: before === undefined ? "create" : before === after ? "same" : "change",
    sha256: sha256(Buffer.from(after)),
    diff: unifiedDiff(configFile, before, after),
  };
}

function reportedFile({ path, status, contents }: PlannedFile, copies: KeptCopies): ReportedFile {
  const copy = copies.get(path);
  return { path, status, sha256: sha256(contents), bytes: contents.length, ...(copy === undefined ? {} : { copy }) };
}
