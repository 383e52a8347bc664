import type { PluginEntry } from "../../daemon/entry.js";
import type { Answers } from "../languages/language.js";

/** The plugin's entry in Laniakea's config, as the project's file will have it. Made here and nowhere else. */
export function entryOf({ name, type, timeout, maxTimeouts }: Answers): PluginEntry {
  return { name, type, exec: name, timeout, maxTimeouts };
}
