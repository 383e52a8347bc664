import type { BaseEnvironment, BaseGeneratorMeta } from "@yeoman/types";
import { Interrupted } from "../../cli/run/errors.js";
import type { KnownAnswers } from "../answers/known-answers.js";
import { Declined } from "../answers/prompt.js";
import { packageRoot } from "../package-root.js";
import type { Outcome } from "../plan/outcome.js";
import type { Run } from "../run.js";
import { GENERATOR } from "../version.js";
import { plainAdapter, silentAdapter, terminalAdapter } from "./adapter.js";
import { Environment } from "./environment.js";
import AppGenerator from "./index.js";

const NOTHING_WRITTEN = "interrupted; nothing was written";

/** Without it Yeoman would look for a package.json on the disk. */
const META = { getPackageJson: () => GENERATOR } as unknown as BaseGeneratorMeta;

/**
 * Makes a project.
 * @param outcome is filled with what the run finds out and does, also when it fails.
 * @throws {UserError} with the exit code of what went wrong; then nothing is written, or it says what is.
 */
export async function create(known: KnownAnswers, run: Run, outcome: Outcome): Promise<void> {
  const interactive = run.plain ? plainAdapter : terminalAdapter;
  const adapter = run.interactive ? interactive(run.signal, process.stdin, process.stderr) : silentAdapter();
  const environment = new Environment({
    cwd: run.cwd,
    adapter,
    commit: (files) => generator.commit(files),
  });
  const generator: AppGenerator = new AppGenerator([], {
    known,
    run,
    outcome,
    // It is the part of a Yeoman environment that a generator uses.
    env: environment as unknown as BaseEnvironment,
    namespace: `${GENERATOR.name}:app`,
    resolved: packageRoot(),
    // Yeoman looks here for its own files, .yo-rc.json and others. Those of the user's folders are none of our business.
    destinationRoot: packageRoot(),
    help: false,
    skipCache: true,
    localConfigOnly: true,
    _meta: META,
  });
  try {
    await environment.runGenerator(generator);
  } catch (error) {
    const isSaid = !(error instanceof Interrupted) || error instanceof Declined;
    if (!isSaid && outcome.copies === undefined) throw new Interrupted(NOTHING_WRITTEN);
    throw error;
  }
}
