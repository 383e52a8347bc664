import { ExitCode, Interrupted, UserError } from "../../sdk/cli/errors.js";
import { quote } from "./command-line.js";
import { install } from "./install.js";
import type { Run } from "./run.js";
import { shown } from "./summary.js";
import type { Switches } from "./switches.js";

/** What a run has made; all paths are absolute. */
export interface Finished {
  readonly project: string;
  /** The single binary, built and checked. */
  readonly executable?: string;
  readonly registered?: { readonly installed: string; readonly config: string };
}

/**
 * What comes after the files: install, build, check, register, as far as wanted. The project stays, whatever fails.
 * @throws {UserError} exit 5, 6 or 7.
 * @throws {Interrupted} saying how to go on.
 */
export async function finish(project: string, switches: Switches, run: Run): Promise<Finished> {
  const inProject = (command: string) => {
    const folder = shown(project, run.cwd);
    return folder === "." ? command : `cd ${quote(folder)} && ${command}`;
  };
  let rest = "npm install";
  try {
    if (switches.install) await install(project, inProject(rest), run);
    rest = "npm run build";
    if (!switches.build && !switches.register) return { project };
    const executable = await buildAndCheck(project, run);
    if (!switches.register) return { project, executable };
    rest = "npm run register";
    return { project, executable, registered: await registerPlugin(project, executable, switches, run) };
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted(`interrupted; the project is complete. Go on: ${inProject(rest)}`);
  }
}

async function buildAndCheck(project: string, { signal, progress }: Run): Promise<string> {
  const { build } = await import("../../sdk/cli/build/build.js");
  const { executable } = await build({ project, signal, progress });
  const { check } = await import("../../sdk/cli/check/check.js");
  const step = progress.step("Checking the binary as Laniakea runs it");
  const { ok, checks } = await check({ executable, signal });
  if (ok) {
    step.succeed(`Checked the binary as Laniakea runs it: ${checks.length} checks passed`);
    return executable;
  }
  step.fail();
  const failed = checks.filter(({ status }) => status === "failed");
  throw new UserError(`the plugin failed ${failed.length} of ${checks.length} checks`, {
    exitCode: ExitCode.checkFailed,
    details: failed.map(({ name, observed, cause }) => [`${name}: ${observed}`, ...(cause ? [cause] : [])].join("; ")),
    hint: "correct src/plugin.ts, then npm run build and npm run check show the same",
  });
}

async function registerPlugin(
  _project: string,
  _executable: string,
  _switches: Switches,
  _run: Run,
): Promise<NonNullable<Finished["registered"]>> {
  throw new Error("register is not there yet");
}
