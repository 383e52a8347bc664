import type { PluginEntry } from "./entry.js";

/** The line with which an operator puts a plugin to use, as in Laniakea's plugin guide. */
export function lanicliLine({ name, type }: Pick<PluginEntry, "name" | "type">): string {
  if (type === "datasource") return `lanicli plugin-startrecord ${name}`;
  return `lanicli plugin-command ${name} --command='{"command":"start-record"}' --frametype="application/json"`;
}
