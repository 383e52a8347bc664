import { join } from "node:path";
import { asUserError } from "../../cli/register/failure.js";
import { locate, type Where } from "../../cli/register/locate.js";
import { planAdd } from "../../cli/register/plan.js";
import { entrySnippet } from "../../daemon/config/edit.js";
import type { PluginEntry } from "../../daemon/entry.js";
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

/**
 * Looks whether the plugin will go into Laniakea's config, before anything is made: nobody should wait for a build to hear
 * that the config does not parse or has another plugin of that name.
 * @throws {UserError} exit 7, as registering would.
 */
export async function planRegistration(entry: PluginEntry, switches: Switches): Promise<Registration> {
  const located = await locate(whereOf(switches));
  const { configFile } = located;
  try {
    const { before, after, pluginDir } = await planAdd(entry, located);
    return { configFile, before, after, executable: join(pluginDir, entry.exec) };
  } catch (error) {
    throw asUserError(error, configFile, entrySnippet(entry));
  }
}

/** Which daemon is meant. */
export function whereOf({ laniakeaDir, config }: Switches): Where {
  return { ...(laniakeaDir === undefined ? {} : { laniakeaDir }), ...(config === undefined ? {} : { config }) };
}
