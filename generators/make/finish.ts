import { ExitCode, Interrupted, UserError } from "../../cli/run/errors.js";
import type { Check } from "../../sdk/typescript/src/testing/checklist.js";
import type { Plan } from "../plan/account.js";
import { changeInto } from "../../cli/text/quote.js";
import type { GitResult } from "./git.js";
import { install } from "./install.js";
import { type ProjectWords, wordsOf } from "../languages/words.js";
import type { Answers } from "../answers/questions.js";
import type { Registered } from "../plan/registration.js";
import type { Run } from "../run.js";
import { inStep } from "../../cli/run/step.js";
import { shown } from "../tell/summary.js";

/** What a run has made; all paths are absolute. */
export interface Finished {
  readonly project: string;
  /** The single binary, built and checked. */
  readonly executable?: string;
  readonly registered?: Registered;
  /** Undefined when nobody wanted a repository. */
  readonly git?: GitResult;
}

/**
 * What comes after the files: install, git, build, check, register, as far as wanted. The project stays, whatever fails.
 * @param made takes note of each step that is done, for the report of a run that fails later.
 * @throws {UserError} exit 5, 6 or 7.
 * @throws {Interrupted} saying how to go on.
 */
export async function finish(
  { project, answers, switches, found, committed }: Plan,
  run: Run,
  made: (done: Partial<Finished>) => void,
): Promise<void> {
  const inProject = (command: string) => {
    const folder = shown(project, run.cwd);
    return folder === "." ? command : `${changeInto(folder)} && ${command}`;
  };
  const words = wordsOf(answers, found.python);
  let rest = words.install;
  try {
    if (switches.install) await install(project, answers, found, inProject(rest), run);
    rest = words.task("build");
    if (switches.git) made({ git: await (await import("./git.js")).makeRepository(project, committed, run) });
    if (!switches.build && !switches.register) return;
    made({ executable: await buildAndCheck(project, answers, words, run) });
    if (!switches.register) return;
    rest = words.task("register");
    const { registerProject } = await import("../plan/registration.js");
    made({ registered: await registerProject(project, switches, run) });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted(`interrupted; the project is complete. Go on: ${inProject(rest)}`);
  }
}

async function buildAndCheck(
  project: string,
  { type }: Answers,
  words: ProjectWords,
  { signal, progress }: Run,
): Promise<string> {
  const { build } = await import("../../cli/build/build.js");
  const { executable } = await build({ project, signal, progress });
  const { check } = await import("../../cli/check/check.js");
  await inStep(progress, "Checking it as Laniakea runs it", async () => {
    const { ok, checks } = await check({ executable, type, signal });
    if (!ok) throw checkFailed(checks, words);
  });
  return executable;
}

function checkFailed(checks: readonly Check[], words: ProjectWords): UserError {
  const failed = checks.filter(({ status }) => status === "failed");
  return new UserError(`the plugin failed ${failed.length} of ${checks.length} checks`, {
    exitCode: ExitCode.checkFailed,
    details: failed.map(({ name, observed, cause }) => [`${name}: ${observed}`, ...(cause ? [cause] : [])].join("; ")),
    hint: `correct ${words.source}; ${words.task("build")} and ${words.task("check")} show the same`,
  });
}
