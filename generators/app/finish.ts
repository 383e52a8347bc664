import { ExitCode, Interrupted, UserError } from "../../sdk/cli/errors.js";
import type { RegisterResult } from "../../sdk/cli/register/register.js";
import type { PluginType } from "../../sdk/laniakea/handshake.js";
import type { Check } from "../../sdk/src/testing/checklist.js";
import { quote } from "./command-line.js";
import { install } from "./install.js";
import type { Answers } from "./questions.js";
import type { Run } from "./run.js";
import { inStep } from "./step.js";
import { shown } from "./summary.js";
import type { Switches } from "./switches.js";

/** What a run has made; all paths are absolute. */
export interface Finished {
  readonly project: string;
  /** The single binary, built and checked. */
  readonly executable?: string;
  readonly registered?: RegisterResult;
}

/**
 * What comes after the files: install, build, check, register, as far as wanted. The project stays, whatever fails.
 * @throws {UserError} exit 5, 6 or 7.
 * @throws {Interrupted} saying how to go on.
 */
export async function finish(project: string, { type }: Answers, switches: Switches, run: Run): Promise<Finished> {
  const inProject = (command: string) => {
    const folder = shown(project, run.cwd);
    return folder === "." ? command : `cd ${quote(folder)} && ${command}`;
  };
  let rest = "npm install";
  try {
    if (switches.install) await install(project, inProject(rest), run);
    rest = "npm run build";
    if (!switches.build && !switches.register) return { project };
    const executable = await buildAndCheck(project, type, run);
    if (!switches.register) return { project, executable };
    rest = "npm run register";
    const { registerProject } = await import("./registration.js");
    return { project, executable, registered: await registerProject(project, switches, run) };
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted(`interrupted; the project is complete. Go on: ${inProject(rest)}`);
  }
}

async function buildAndCheck(project: string, type: PluginType, { signal, progress }: Run): Promise<string> {
  const { build } = await import("../../sdk/cli/build/build.js");
  const { executable } = await build({ project, signal, progress });
  const { check } = await import("../../sdk/cli/check/check.js");
  await inStep(progress, "Checking it as Laniakea runs it", async () => {
    const { ok, checks } = await check({ executable, type, signal });
    if (!ok) throw checkFailed(checks);
  });
  return executable;
}

function checkFailed(checks: readonly Check[]): UserError {
  const failed = checks.filter(({ status }) => status === "failed");
  return new UserError(`the plugin failed ${failed.length} of ${checks.length} checks`, {
    exitCode: ExitCode.checkFailed,
    details: failed.map(({ name, observed, cause }) => [`${name}: ${observed}`, ...(cause ? [cause] : [])].join("; ")),
    hint: "correct src/plugin.ts; npm run build and npm run check show the same",
  });
}
