import type { PluginEntry } from "./entry.js";

/** The line with which an operator puts the plugin to use, as in the plugin guide. */
export function lanicliLine({ name, type }: Pick<PluginEntry, "name" | "type">): string {
  if (type === "datasource") return `lanicli plugin-startrecord ${name}`;
  return `lanicli plugin-command ${name} --command='{"command":"start-record"}' --frametype="application/json"`;
}
