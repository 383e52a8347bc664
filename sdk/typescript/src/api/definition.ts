import type { Logger } from "../go-plugin/logging/logger.js";
import { checkSettings, type SettingsDeclaration } from "./hardware/settings.js";
import type { Serving } from "./serving.js";
import { VersionConstraint } from "./version-constraint.js";

/** What every plugin says of itself. */
export interface PluginDefinition extends Serving {
  /** Default source of its frames. */
  readonly name: string;
  /** The plugin's own version, which the daemon logs at its start. */
  readonly version: string;
  /**
   * The Laniakea versions it works with, in Go's constraint syntax, such as `>= 1.0.0, < 2.0.0`. Default: every version.
   * The daemon does not start with a plugin that refuses its version.
   */
  readonly laniakeaVersion?: string;
  /**
   * Puts the hardware into a safe state. Called once, after all recordings and commands have ended: on the daemon's Stop, on
   * SIGTERM and when the daemon is gone. On Stop the daemon waits for it as long as the timeout in its config says (30 s by
   * default), and an error reaches the operator with its message. Without a Stop before it, it has 5 s, or 1 s when the
   * daemon asks the process to end.
   */
  readonly stop?: (context: PluginContext) => Promise<void> | void;
  /**
   * What differs from lab to lab, without a rebuild: a table such as `{ baudRate: { default: 9600, minimum: 300 } }`, or a Standard Schema
   * of an object. Default none. Each recording and command gets the values of then as `settings`: the environment variable
   * `LANIAKEA_<NAME>_<KEY>`, over the file `<executable>.settings.json` beside the executable, over the defaults. Wrong ones are refused
   * with FAILED_PRECONDITION and all the reasons; the daemon starts all the same.
   */
  readonly settings?: SettingsDeclaration;
}

/** What author's code is given in every call. */
export interface PluginContext {
  /** Writes to the daemon's log, with level and fields. */
  readonly log: Logger;
  /** The daemon's version; undefined after the daemon has restarted the plugin, because it does not say it again. */
  readonly laniakeaVersion: string | undefined;
}

/** What author's code is given for one recording or one command. */
export interface SessionContext<Given = unknown> extends PluginContext {
  /** The values of the plugin's settings, as they were when this recording or command began; empty when it declares none. */
  readonly settings: Given;
  /** Aborted by StopRecord, Stop, a cancelled call and a lost connection. */
  readonly signal: AbortSignal;
  /**
   * Opens hardware: runs `how`, and gives back what that gives. It may take up to 25 s, and what it throws before the first value reaches
   * the operator with its message, however long it has taken. An error without a status of its own gets UNAVAILABLE, by which `check`
   * knows that it is the hardware that is missing.
   */
  readonly open: <Device>(how: () => Promise<Device> | Device) => Promise<Device>;
}

/**
 * Checks what a definition says, once, when the plugin is defined and not when the daemon boots.
 * @throws {TypeError} when name or version is missing, a time is none, or a setting has no default.
 * @throws {ConstraintError} when laniakeaVersion is not a constraint.
 */
export function checkDefinition(definition: PluginDefinition): VersionConstraint | undefined {
  for (const field of ["name", "version"] as const) {
    if (typeof definition[field] !== "string" || definition[field] === "") {
      throw new TypeError(`a plugin needs a ${field}, a non-empty string`);
    }
  }
  for (const field of ["minFrameIntervalMs", "primeAfterMs", "heartbeatMs", "watchdogMs"] as const) {
    const time: unknown = definition[field];
    if (time !== undefined && !(typeof time === "number" && time >= 0))
      throw new TypeError(`${field} is a time in ms, 0 or more, got ${JSON.stringify(time)}`);
  }
  if (definition.settings !== undefined) checkSettings(definition.name, definition.settings);
  return definition.laniakeaVersion === undefined ? undefined : new VersionConstraint(definition.laniakeaVersion);
}
