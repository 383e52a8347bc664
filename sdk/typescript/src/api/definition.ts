import type { Logger, LogLevel } from "../go-plugin/logging/logger.js";
import { checkSettings, type SettingsDeclaration } from "./hardware/plugin-settings.js";
import { VersionConstraint } from "./version-constraint.js";

/** Of a plugin that declares none. */
export type NoSettings = Readonly<Record<never, never>>;

/** What every plugin says of itself. */
export interface PluginDefinition<Declared extends SettingsDeclaration = NoSettings> {
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
   * What differs from lab to lab, without a rebuild: a table such as `{ port: { default: "/dev/ttyUSB0" } }`, or a schema of any library
   * with the Standard Schema interface whose keys have defaults. The value of `baudRate` is the environment variable
   * `LANIAKEA_<NAME>_BAUD_RATE`, or else the key in the file `<executable>.settings.json` beside the executable, or else the default.
   * `LANIAKEA_PLUGIN_SETTINGS` names another file. A key of the file that begins with `//` is a comment.
   *
   * They are read at each recording and command. What is wrong is the answer to it, FAILED_PRECONDITION with all reasons, and an error
   * in the log when the plugin starts. `<executable> --settings` prints a settings file with the defaults as comments. Default: none.
   */
  readonly settings?: Declared;
  /**
   * Puts the hardware into a safe state. Called once, after all recordings and commands have ended: on the daemon's Stop, on
   * SIGTERM and when the daemon is gone. On Stop the daemon waits for it as long as the timeout in its config says (30 s by
   * default), and an error reaches the operator with its message. Without a Stop before it, it has 5 s, or 1 s when the
   * daemon asks the process to end.
   */
  readonly stop?: (context: PluginContext) => Promise<void> | void;
  /**
   * Silence in ms after which an empty frame of type `heartbeat` goes out; default none. For sensors that are silent for longer than
   * the `timeout` of the plugin's entry in config.yaml (30 s when it says nothing): the daemon would restart the plugin. Every
   * subscriber gets the frame.
   */
  readonly heartbeatMs?: number;
  /**
   * Least time between two frames of the plugin, in ms; default 25. The daemon crashes or hangs when two frames reach it
   * together, of one recording or command or of several, so a `yield` also waits for its turn, and until the daemon has read the
   * frame and is awake. 0 turns all of that off, for other hosts.
   */
  readonly minFrameIntervalMs?: number;
  /**
   * How long the first value of a recording or command may take, in ms, for an error before it to reach the operator;
   * default 200. After that time the daemon is told that the stream has started, and shows a later error only as the end of
   * the stream. What takes longer to open has `open` of the context.
   */
  readonly primeAfterMs?: number;
  /** Least level that is logged; default `trace`, because the daemon has a level of its own. */
  readonly logLevel?: LogLevel;
  /**
   * What becomes of text that is printed on stdout. Default `log`: each line is a log record. `stdio`: it goes where a Go
   * plugin's does, to a host that asks for it; the daemon does not, and throws it away.
   */
  readonly stdout?: "log" | "stdio";
}

/** What author's code is given in every call. */
export interface PluginContext {
  /** Writes to the daemon's log, with level and fields. */
  readonly log: Logger;
  /** The daemon's version; undefined after the daemon has restarted the plugin, because it does not say it again. */
  readonly laniakeaVersion: string | undefined;
}

/** What author's code is given for one recording or one command. */
export interface SessionContext<Values = NoSettings> extends PluginContext {
  /** Those that the definition declares, as they are at the start of the recording or command. */
  readonly settings: Values;
  /** Aborted by StopRecord, Stop, a cancelled call and a lost connection. */
  readonly signal: AbortSignal;
  /**
   * Opens hardware: runs `how`, and gives back what that gives. It may take up to 25 s, and what it throws before the first value reaches
   * the operator with its message, however long it has taken.
   */
  readonly open: <Device>(how: () => Promise<Device> | Device) => Promise<Device>;
}

/**
 * Checks what a definition says, once, when the plugin is defined and not when the daemon boots.
 * @throws {TypeError} when name or version is missing, or the settings are none.
 * @throws {ConstraintError} when laniakeaVersion is not a constraint.
 */
export function checkDefinition(definition: PluginDefinition<SettingsDeclaration>): VersionConstraint | undefined {
  for (const field of ["name", "version"] as const) {
    if (typeof definition[field] !== "string" || definition[field] === "") {
      throw new TypeError(`a plugin needs a ${field}, a non-empty string`);
    }
  }
  checkSettings(definition.settings);
  return definition.laniakeaVersion === undefined ? undefined : new VersionConstraint(definition.laniakeaVersion);
}
