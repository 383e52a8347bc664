import { join } from "node:path";
import { executableOf, projectEntry } from "../../cli/project/project-entry.js";
import { asUserError } from "../../cli/register/failure.js";
import { locate, type Where } from "../../cli/register/locate.js";
import { planAdd } from "../../cli/register/plan.js";
import { warningLines } from "../../cli/doctor/doctor.js";
import { whatTheDaemonNeeds } from "../../cli/register/daemon-needs.js";
import { type RegisterResult, register } from "../../cli/register/register.js";
import { runningDaemon } from "../../cli/register/running-daemon.js";
import { entrySnippet } from "../../daemon/config/edit.js";
import type { PluginEntry } from "../../daemon/entry.js";
import type { Answers } from "../answers/questions.js";
import type { Run } from "../run.js";
import { inStep } from "../../cli/run/step.js";
import type { Switches } from "../answers/switches.js";

/** What registering will change. */
export interface Registration {
  /** Absolute. */
  readonly configFile: string;
  /** Undefined: there is no config yet. */
  readonly before: string | undefined;
  readonly after: string;
  /** Where the executable goes. */
  readonly executable: string;
}

/** What registering did, and what `laniakea-plugin register` would say of it. */
export interface Registered extends RegisterResult {
  /** What keeps the daemon from running the plugin, though the config had it before. */
  readonly warnings: readonly string[];
  /** How a daemon that runs comes to see the plugin; empty when none does. */
  readonly daemonLines: readonly string[];
}

/**
 * Looks whether the plugin will go into Laniakea's config, before anything is made: nobody should wait for a build to hear
 * that the config does not parse or has another plugin of that name.
 * @throws {UserError} exit 7, as registering would.
 */
export async function planRegistration(answers: Answers, switches: Switches): Promise<Registration> {
  const { name, type, timeout, maxTimeouts } = answers;
  const entry: PluginEntry = { name, type, exec: name, timeout, maxTimeouts };
  const located = await locate(whereOf(switches));
  const { configFile } = located;
  try {
    const { before, after, pluginDir } = await planAdd(entry, located);
    return { configFile, before, after, executable: join(pluginDir, entry.exec) };
  } catch (error) {
    throw asUserError(error, configFile, entrySnippet(entry));
  }
}

/** Installs a project's binary and adds its entry. @throws {UserError} exit 7. */
export async function registerProject(project: string, switches: Switches, run: Run): Promise<Registered> {
  return inStep(run.progress, "Registering it with Laniakea", async () => {
    const entry = await projectEntry(project);
    const executable = executableOf(project, entry);
    const result = await register({ entry, executable, ...whereOf(switches), signal: run.signal });
    const daemon = await runningDaemon(result.folder);
    const daemonLines = daemon === undefined ? [] : whatTheDaemonNeeds({ ...result, entry, daemon });
    return { ...result, warnings: warningLines(result), daemonLines };
  });
}

function whereOf({ laniakeaDir, config }: Switches): Where {
  return { ...(laniakeaDir === undefined ? {} : { laniakeaDir }), ...(config === undefined ? {} : { config }) };
}
