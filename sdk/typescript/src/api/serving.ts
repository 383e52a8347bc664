import type { LogLevel } from "../go-plugin/logging/logger.js";

/** How a plugin is served, where that differs from the default. */
export interface Serving {
  /**
   * Least time between two frames of the plugin, in ms; default 25. The daemon crashes or hangs when two frames reach it
   * together, of one recording or command or of several, so a `yield` also waits for its turn, and until the daemon has read the
   * frame and is awake. 0 turns all of that off, for other hosts.
   */
  readonly minFrameIntervalMs?: number;
  /**
   * How long the first value of a recording or command may take, in ms, for an error before it to reach the operator;
   * default 200. After that time the daemon is told that the stream has started, and shows a later error only as the end of
   * the stream. What `open` takes does not count.
   */
  readonly primeAfterMs?: number;
  /**
   * Silence in ms after which an empty frame of type `heartbeat` goes out; default none, as is 0. For sensors that are silent for longer than
   * the `timeout` of the plugin's entry in config.yaml (30 s when it says nothing): the daemon would restart the plugin. Every subscriber
   * gets the frame.
   */
  readonly heartbeatMs?: number;
  /**
   * For how long the event loop may not turn, in ms; default 10,000, and 0 for ever. Code that never awaits hangs the daemon, too: after
   * that time the log has its stack, and the process ends with exit code 1. A process that is stopped, or whose machine sleeps, or that has
   * an inspector open is not ended. Watched from the first recording or command on.
   */
  readonly watchdogMs?: number;
  /** Least level that is logged; default `trace`, because the daemon has a level of its own. */
  readonly logLevel?: LogLevel;
  /**
   * What becomes of text that is printed on stdout. Default `log`: each line is a log record. `stdio`: it goes where a Go
   * plugin's does, to a host that asks for it; the daemon does not, and throws it away.
   */
  readonly stdout?: "log" | "stdio";
}
