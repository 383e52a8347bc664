import { executableOf, projectEntry } from "../../sdk/cli/project-entry.js";
import { asUserError } from "../../sdk/cli/register/failure.js";
import { locate, type Where } from "../../sdk/cli/register/locate.js";
import { planAdd } from "../../sdk/cli/register/plan.js";
import { type RegisterResult, register } from "../../sdk/cli/register/register.js";
import { entrySnippet } from "../../sdk/laniakea/config-edit.js";
import type { PluginEntry } from "../../sdk/laniakea/plugin-entry.js";
import type { Answers } from "./questions.js";
import type { Run } from "./run.js";
import { inStep } from "./step.js";
import type { Switches } from "./switches.js";

/**
 * Looks whether the plugin will go into Laniakea's config, before anything is made: nobody should wait for a build to hear
 * that the config does not parse or has another plugin of that name.
 * @throws {UserError} exit 7, as registering would.
 */
export async function assertRegistrable(
  { name, type, timeout, maxTimeouts }: Answers,
  switches: Switches,
): Promise<void> {
  const entry: PluginEntry = { name, type, exec: name, timeout, maxTimeouts };
  const located = await locate(whereOf(switches));
  try {
    await planAdd(entry, located);
  } catch (error) {
    throw asUserError(error, located.configFile, entrySnippet(entry));
  }
}

/** Installs a project's binary and adds its entry. @throws {UserError} exit 7. */
export async function registerProject(project: string, switches: Switches, run: Run): Promise<RegisterResult> {
  return inStep(run.progress, "Registering it with Laniakea", async () => {
    const entry = await projectEntry(project);
    const executable = executableOf(project, entry);
    return register({ entry, executable, ...whereOf(switches), signal: run.signal });
  });
}

function whereOf({ laniakeaDir, config }: Switches): Where {
  return { ...(laniakeaDir === undefined ? {} : { laniakeaDir }), ...(config === undefined ? {} : { config }) };
}
