import type { BaseEnvironment, BaseGeneratorMeta } from "@yeoman/types";
import type { KnownAnswers } from "../answers/known-answers.js";
import { packageRoot } from "../package-root.js";
import type { Outcome } from "../plan/outcome.js";
import type { Run } from "../run.js";
import { GENERATOR } from "../version.js";
import { plainAdapter, terminalAdapter } from "./adapter.js";
import { Environment } from "./environment.js";
import AppGenerator from "./index.js";

/** Without it Yeoman would look for a package.json on the disk. */
const META = { getPackageJson: () => GENERATOR } as unknown as BaseGeneratorMeta;

/** Makes a project with a person at the terminal: Yeoman's generator asks, and runs the phases in their order. */
export async function createAttended(known: KnownAnswers, run: Run, outcome: Outcome): Promise<void> {
  const adapterFor = run.plain ? plainAdapter : terminalAdapter;
  const environment = new Environment({
    cwd: run.cwd,
    adapter: adapterFor(run.signal, process.stdin, process.stderr),
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
  await environment.runGenerator(generator);
}
