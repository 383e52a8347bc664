import { FACTS } from "./facts.js";
import { quoted } from "./text.js";

/**
 * The daemon's own rules for names (laniakea utils/general.go:47-48), with messages that say what is allowed.
 * Every function returns the problem as one line, or undefined when the value is fine.
 */

/** The daemon's own patterns; the rules below know more. */
export const PLUGIN_NAME = /^[a-zA-Z0-9_-]+$/;
export const EXEC_NAME = /^[a-zA-Z0-9_-]+(\.[a-zA-Z0-9]+)?$/;

/** The files that the daemon keeps in its folder (core/config.go:61-66, core/log.go:23). */
const DAEMON_FILES: readonly string[] = Object.values(FACTS.file);

/** What means every plugin: QUIRKS.md, "Some words are the daemon's own". */
const RESERVED_NAMES: readonly string[] = ["all"];

/** A name becomes a file name; file systems stop at 255 bytes, and a temporary file beside it needs a suffix. */
export const MAX_NAME_LENGTH = 128;

export function pluginNameProblem(name: string): string | undefined {
  if (name === "") return "the name is empty; use letters, digits, - and _";
  if (!PLUGIN_NAME.test(name))
    return `the name ${quoted(name)} is not allowed; use letters (a-z, A-Z), digits, - and _`;
  if (name.length > MAX_NAME_LENGTH) {
    return `the name has ${name.length} characters; at most ${MAX_NAME_LENGTH} are allowed`;
  }
  if (RESERVED_NAMES.includes(name)) return `the name "${name}" is reserved: to the daemon it means every plugin`;
  return undefined;
}

export function execNameProblem(exec: string): string | undefined {
  if (exec === "") return "the executable's name is empty; use letters, digits, - and _, then at most one .extension";
  if (!EXEC_NAME.test(exec)) {
    return `the executable's name ${quoted(exec)} is not allowed; use letters, digits, - and _, then at most one .extension (no folder)`;
  }
  if (exec.length > MAX_NAME_LENGTH) {
    return `the executable's name has ${exec.length} characters; at most ${MAX_NAME_LENGTH} are allowed`;
  }
  if (isDaemonFile(exec)) return `the executable's name "${exec}" is taken: the daemon has a file of that name`;
  return undefined;
}

/** The daemon's folder is where plugins are by default: QUIRKS.md, "Plugins live among the daemon's own files". */
function isDaemonFile(exec: string): boolean {
  // A log that is full gets a successor with a number; and some disks do not tell capital letters from small ones.
  const name = exec.toLowerCase().replace(/^(logfile)\d+(?=\.)/, "$1");
  return DAEMON_FILES.includes(name);
}
