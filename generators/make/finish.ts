import { build } from "../../cli/build/build.js";
import { check } from "../../cli/check/check.js";
import { ExitCode, Interrupted, UserError } from "../../cli/run/errors.js";
import { inStep } from "../../cli/run/progress/step.js";
import { changeInto, shownFrom } from "../../cli/text/quote.js";
import type { Check } from "../../sdk/typescript/src/testing/checks/checklist.js";
import type { ProjectWords } from "../languages/words.js";
import type { Made } from "../plan/outcome.js";
import type { Plan } from "../plan/plan.js";
import { placeOf } from "../plan/steps.js";
import type { Run } from "../run.js";
import { makeRepository } from "./git.js";
import { install } from "./install.js";
import { registerProject } from "./register.js";

/**
 * What comes after the files: install, git, build, check, register, as far as wanted. The project stays, whatever fails.
 * @param made takes note of each step that is done, for the report of a run that fails later.
 * @throws {UserError} exit 5, 6 or 7.
 * @throws {Interrupted} saying how to go on.
 */
export async function finish(plan: Plan, run: Run, made: (done: Made) => void): Promise<void> {
  const { project, switches, words, committed } = plan;
  const inProject = (command: string) => {
    const folder = shownFrom(run.cwd, project);
    return folder === "." ? command : `${changeInto(folder)} && ${command}`;
  };
  const toRegister = switches.register ? [words.task("register", placeOf(switches, run.cwd))] : [];
  const toBuild = switches.build || switches.register ? [words.task("build"), ...toRegister] : [];
  const init = switches.git ? ["git init"] : [];
  let rest: readonly string[] = [words.install, ...init, ...toBuild];
  try {
    try {
      if (switches.install) await install(plan, inProject(words.install), run);
      rest = [...init, ...toBuild];
    } finally {
      // The project is complete without its packages; whoever interrupts wants nothing more.
      if (switches.git && !run.signal.aborted) made({ git: await makeRepository(project, committed, run) });
    }
    run.signal.throwIfAborted();
    rest = toBuild;
    if (!switches.build && !switches.register) return;
    const { executable, warnings } = await buildAndCheck(plan, run);
    made({ executable, warnings });
    if (!switches.register) return;
    rest = toRegister;
    made({ registered: await registerProject(plan, executable, run) });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted(`interrupted; the project is complete. Go on: ${inProject(rest.join(" && "))}`);
  }
}

/** ms that a plugin is looked at while it goes on. Nobody has changed its code yet; `check` takes longer over what has been changed. */
const GO_ON_MS = 300;

interface Built {
  readonly executable: string;
  /** What the check has seen that is no failure. */
  readonly warnings: readonly string[];
}

async function buildAndCheck({ project, entry, words }: Plan, { signal, progress }: Run): Promise<Built> {
  const { executable } = await build({ project, exec: entry.exec, signal, progress });
  return await inStep(progress, "Checking it as Laniakea runs it", async () => {
    const { ok, checks } = await check({ executable, project, type: entry.type, goOnMs: GO_ON_MS, signal });
    if (!ok) throw checkFailed(checks, words);
    return { executable, warnings: linesOf(checks, "warned") };
  });
}

function linesOf(checks: readonly Check[], wanted: Check["status"]): readonly string[] {
  const found = checks.filter(({ status }) => status === wanted);
  return found.map(({ name, observed, cause }) => [`${name}: ${observed}`, ...(cause?.split("\n") ?? [])].join("; "));
}

function checkFailed(checks: readonly Check[], words: ProjectWords): UserError {
  const failed = linesOf(checks, "failed");
  return new UserError(`the plugin failed ${failed.length} of ${checks.length} checks`, {
    exitCode: ExitCode.checkFailed,
    details: failed,
    hint: `correct ${words.authors[0]}; ${words.task("build")} and ${words.task("check")} show the same`,
  });
}
