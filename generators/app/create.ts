import { Interrupted } from "../../cli/run/errors.js";
import type { KnownAnswers } from "../answers/known-answers.js";
import { Declined } from "../answers/prompt.js";
import { checkKnown, resolveAnswers } from "../answers/resolve.js";
import { putOnDisk } from "../make/put-on-disk.js";
import type { Outcome } from "../plan/outcome.js";
import { makePlan } from "../plan/plan.js";
import type { Run } from "../run.js";
import { conclude } from "./conclude.js";

const NOTHING_WRITTEN = "interrupted; nothing was written";

/**
 * Makes a project. Yeoman's generator is for the questions: where nobody is asked, it would only be waited for.
 * @param outcome is filled with what the run finds out and does, also when it fails.
 * @throws {UserError} with the exit code of what went wrong; then nothing is written, or it says what is.
 */
export async function create(known: KnownAnswers, run: Run, outcome: Outcome): Promise<void> {
  try {
    if (!run.interactive) return await createUnattended(known, run, outcome);
    checkKnown(known, run);
    const { createAttended } = await import("./attended.js");
    await createAttended(known, run, outcome);
  } catch (error) {
    const isSaid = !(error instanceof Interrupted) || error instanceof Declined;
    if (!isSaid && outcome.copies === undefined) throw new Interrupted(NOTHING_WRITTEN);
    throw error;
  }
}

async function createUnattended(known: KnownAnswers, run: Run, outcome: Outcome): Promise<void> {
  const plan = await makePlan(resolveAnswers(known, run), run);
  outcome.plan = plan;
  if (!run.dryRun) outcome.copies = await putOnDisk(plan.target, plan.files, run.signal);
  await conclude(plan, run, outcome);
}
