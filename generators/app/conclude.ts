import type { Outcome } from "../plan/outcome.js";
import type { Plan } from "../plan/plan.js";
import type { Run } from "../run.js";
import { summary } from "../tell/summary.js";

/** What comes after the files: install, build and the like, and what a person is told. A dry run is told what would come. */
export async function conclude(plan: Plan, run: Run, outcome: Outcome): Promise<void> {
  if (run.dryRun) {
    const { preview } = await import("../tell/preview.js");
    if (!run.json) run.stdout.write(preview(plan, run));
    return;
  }
  if (plan.steps.length > 0) {
    const { finish } = await import("../make/finish.js");
    await finish(plan, run, (done) => Object.assign(outcome.done, done));
  }
  if (!run.quiet && !run.json) run.stdout.write(summary(plan, outcome, run.cwd));
}
