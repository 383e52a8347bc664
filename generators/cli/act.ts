import { ExitCode, UserError } from "../../cli/run/errors.js";
import { interruptible } from "../../cli/run/interrupt.js";
import { reportedError } from "../../cli/run/reported-error.js";
import { create } from "../app/create.js";
import type { Outcome } from "../plan/outcome.js";
import type { Run } from "../run.js";
import { knownFrom, type Options, runOf } from "./options.js";
import { refuseSwallowed } from "./swallowed.js";

/**
 * Does what a line asks for that names no command.
 * @returns whether all is over: where other programs have been started, what they leave is still tidied up.
 * @throws {UserError} with the exit code of what went wrong.
 */
export async function act(options: Options): Promise<boolean> {
  if (options.is("describe")) {
    const { describeAnswers } = await import("../answers/describe.js");
    process.stdout.write(`${JSON.stringify(describeAnswers(), null, 2)}\n`);
    return true;
  }
  const outcome: Outcome = { done: {} };
  await interruptible(async (signal) => {
    const run = await runOf(options, signal);
    await (run.json ? createWithReport(options, run, outcome) : createFrom(options, run, outcome));
  });
  return outcome.plan?.steps.length === 0;
}

/** With `--json` a refusal is a document, too. */
export async function orRefused(options: Options, work: () => void): Promise<void> {
  try {
    work();
  } catch (error) {
    if (!options.is("json")) throw error;
    const { refusedReport } = await import("../tell/refused-report.js");
    process.stdout.write(`${JSON.stringify(refusedReport(reportedError(error)), null, 2)}\n`);
    throw error;
  }
}

/** @throws {UserError} exit 2, where somebody has removed the folder that the shell is in. */
export function assertFolderIsThere(): void {
  try {
    process.cwd();
  } catch (cause) {
    const message = "the folder in which this was started is gone";
    throw new UserError(message, { exitCode: ExitCode.usage, hint: "cd into one that is there", cause });
  }
}

async function createFrom(options: Options, run: Run, outcome: Outcome): Promise<void> {
  refuseSwallowed();
  const given = await knownFrom(options, run);
  await create(given, run, outcome);
}

async function createWithReport(options: Options, run: Run, outcome: Outcome): Promise<void> {
  let failure: unknown;
  try {
    await createFrom(options, run, outcome);
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    const { reportOf } = await import("../tell/report.js");
    run.stdout.write(`${JSON.stringify(reportOf(outcome, run, failure), null, 2)}\n`);
  }
}
