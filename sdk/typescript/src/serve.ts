import { FACTS } from "../../../daemon/facts.js";
import { COOKIE, PROTOCOL_VERSION } from "../../../daemon/handshake.js";
import { FRAME_GAP_MS, PRIME_AFTER_MS, SILENCE_WARNING_MS } from "../../../daemon/timing.js";
import { settingsText } from "./api/hardware/settings.js";
import type { Plugin } from "./api/plugin.js";
import { createLogger, type LogLevel, writeStderrSync } from "./go-plugin/logging/logger.js";
import { printAndEnd } from "./go-plugin/process-end.js";
import { worded } from "./go-plugin/rpc/facts.js";
import { servePlugin } from "./go-plugin/serve-plugin.js";
import { PLUGIN_PROTO } from "./plugin-proto.js";
import { Lifecycle } from "./runtime/lifecycle.js";
import { pluginService } from "./runtime/plugin-service.js";
import { sinceImport } from "./since-import.js";

/** What `serve` can do in another way than it does by default. */
export interface ServeOptions {
  /**
   * Least time between two frames of the plugin, in ms; default 25. The daemon crashes or hangs when two frames reach it
   * together, of one recording or command or of several, so a `yield` also waits for its turn, and until the daemon has read the
   * frame and is awake. 0 turns all of that off, for other hosts.
   */
  readonly minFrameIntervalMs?: number;
  /**
   * How long the first value of a recording or command may take, in ms, for an error before it to reach the operator;
   * default 200. After that time the daemon is told that the stream has started, and shows a later error only as the end of
   * the stream.
   */
  readonly primeAfterMs?: number;
  /**
   * Silence in ms after which an empty frame of type `heartbeat` goes out; default the plugin's own `heartbeatMs`. For sensors that are silent for
   * longer than the `timeout` of the plugin's entry in config.yaml (30 s when it says nothing): the daemon would restart the
   * plugin. Every subscriber gets the frame.
   */
  readonly heartbeatMs?: number;
  /** Least level that is logged; default `trace`, because the daemon has a level of its own. */
  readonly logLevel?: LogLevel;
  /**
   * What becomes of text that is printed on stdout. Default `log`: each line is a log record. `stdio`: it goes where a Go
   * plugin's does, to a host that asks for it; the daemon does not, and throws it away.
   */
  readonly stdout?: "log" | "stdio";
}

/** The argument that has an executable print a settings file; the daemon gives none. */
const SETTINGS_ARGUMENT = "--settings";

const HINT = worded(FACTS.message.tryWithoutDaemon, { command: "the script `dev` of its project" });

/**
 * Serves a plugin to the daemon that started this process. Resolves when the daemon ends it, on SIGTERM, or when the daemon
 * is gone; the process then ends with exit code 0. Never rejects: started by hand, or when it cannot listen, it says why on
 * stderr and ends the process with exit code 1. With the argument `--settings` it prints a settings file with all the defaults as
 * comments, and ends the process with exit code 0.
 */
export async function serve(plugin: Plugin, options: ServeOptions = {}): Promise<void> {
  if (process.argv.slice(1).includes(SETTINGS_ARGUMENT)) {
    sinceImport?.end.explained();
    printAndEnd(await settingsText(plugin.name, plugin.settings));
  }
  const logger = createLogger({ name: plugin.name, level: options.logLevel ?? "trace", write: writeStderrSync });
  const lifecycle = new Lifecycle(plugin, logger, {
    minFrameIntervalMs: options.minFrameIntervalMs ?? FRAME_GAP_MS,
    primeAfterMs: options.primeAfterMs ?? PRIME_AFTER_MS,
    heartbeatMs: options.heartbeatMs ?? plugin.heartbeatMs ?? Number.POSITIVE_INFINITY,
    silenceWarningMs: SILENCE_WARNING_MS,
  });
  if (sinceImport !== undefined) void lifecycle.tellOfWrongSettings();
  await servePlugin({
    cookie: COOKIE,
    versions: { [PROTOCOL_VERSION]: [pluginService(plugin, lifecycle)] },
    descriptors: Buffer.from(PLUGIN_PROTO, "base64"),
    logger,
    ...(options.stdout === undefined ? {} : { stdout: options.stdout }),
    earlyStdout: sinceImport?.stdout,
    endWatch: sinceImport?.end,
    hint: HINT,
    onExit: () => lifecycle.stop(),
  });
}
