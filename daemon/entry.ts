import { FACTS } from "./facts.js";
import type { PluginType } from "./handshake.js";

/** One item of the `Plugins` list in the daemon's config.yaml (yaml tags: lanirpc/pluginapi.pb.go:388-396). */
export interface PluginEntry {
  /** Unique among the plugins; see {@link pluginNameProblem}. */
  readonly name: string;
  readonly type: PluginType;
  /** File name in PluginDir, without a folder. */
  readonly exec: string;
  /** Seconds of silence after which the daemon calls the plugin unresponsive; 0 means the default. */
  readonly timeout: number;
  /** Restarts after which the daemon gives the plugin up; 0 means the default. */
  readonly maxTimeouts: number;
}

/** The fields of an entry, in the order in which they are written. */
export const ENTRY_FIELDS = ["name", "type", "exec", "timeout", "maxTimeouts"] as const satisfies (keyof PluginEntry)[];
export type EntryField = (typeof ENTRY_FIELDS)[number];

/** The daemon's own defaults (plugins/config.go:25-26): seconds, and restarts. */
export const ENTRY_DEFAULTS = { timeout: FACTS.entry.timeoutSeconds, maxTimeouts: FACTS.entry.maxTimeouts } as const;

/** An entry as the daemon takes it: a count that is 0 or not there is the default. */
export function withDefaults<Entry extends Partial<PluginEntry>>(entry: Entry) {
  return {
    ...entry,
    timeout: entry.timeout || ENTRY_DEFAULTS.timeout,
    maxTimeouts: entry.maxTimeouts || ENTRY_DEFAULTS.maxTimeouts,
  };
}

/** The file in a project that holds its entry; `register` reads it. */
export const PROJECT_FILE = "laniakea-plugin.yaml";

/** The largest number of seconds or restarts that makes sense to the daemon: beyond it its clock overflows. */
export const MAX_COUNT = 2_147_483_647;

/**
 * Why a text is no count of an entry, as the end of a sentence; undefined when it is one. The daemon's YAML reads `010` as 8, and knows
 * `1e3` and `1_000`, other readers none of them: digits alone mean the same to all.
 */
export function countProblem(text: string): string | undefined {
  const rule = `must be a whole number from 0 (the daemon's default) to ${MAX_COUNT}`;
  if (!/^(?:0|[1-9][0-9]{0,9})$/.test(text)) return /^[0-9]/.test(text) ? `${rule}, in digits such as 30` : rule;
  return Number(text) <= MAX_COUNT ? undefined : rule;
}

/**
 * The name of a plugin's program on a platform. On Windows a name without extension gets `.exe`: the daemon runs the file of
 * exactly the name that its config has.
 */
export function execOn(platform: NodeJS.Platform, exec: string): string {
  return platform === "win32" && !exec.includes(".") ? `${exec}.exe` : exec;
}
