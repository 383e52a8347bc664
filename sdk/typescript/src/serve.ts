import { COOKIE, PROTOCOL_VERSION } from "../../../daemon/handshake.js";
import { createLogger, type LogLevel, writeStderrSync } from "./go-plugin/logging/logger.js";
import { servePlugin } from "./go-plugin/serve-plugin.js";
import type { Plugin } from "./api/plugin.js";
import { PLUGIN_PROTO } from "./plugin-proto.js";
import { Lifecycle } from "./runtime/lifecycle.js";
import { pluginService } from "./runtime/plugin-service.js";
import { strayStdout } from "./stray-stdout.js";

export interface ServeOptions {
  /**
   * Least time between two frames of a stream in ms; default 25. The daemon crashes or hangs on frames that come together
   * (laniakea-daemon.md Q4, Q5); 0 turns all pacing off, for other hosts.
   */
  readonly minFrameIntervalMs?: number;
  /** How long a recording's first value may take, in ms, for its error to reach the operator; default 200. */
  readonly primeAfterMs?: number;
  /**
   * Silence in ms after which an empty frame of type `heartbeat` goes out, for sensors that are silent for longer than the
   * timeout in config.yaml: the daemon would restart the plugin. Every subscriber gets it. Default: none.
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

/** Silence after which the log explains the daemon's timeout: some time before its default of 30 s. */
const SILENCE_WARNING_MS = 20_000;

const HINT = "To try it without the daemon, run the script `dev` of its project.";

/**
 * Serves a plugin to the daemon that started this process. Resolves when the daemon ends it, and the process ends.
 * Started by hand, it explains itself on stderr and ends the process with exit code 1.
 */
export async function serve(plugin: Plugin, options: ServeOptions = {}): Promise<void> {
  const logger = createLogger({ name: plugin.name, level: options.logLevel ?? "trace", write: writeStderrSync });
  const lifecycle = new Lifecycle(plugin, logger, {
    minFrameIntervalMs: options.minFrameIntervalMs ?? 25,
    primeAfterMs: options.primeAfterMs ?? 200,
    heartbeatMs: options.heartbeatMs ?? Number.POSITIVE_INFINITY,
    silenceWarningMs: SILENCE_WARNING_MS,
  });
  await servePlugin({
    cookie: COOKIE,
    versions: { [PROTOCOL_VERSION]: [pluginService(plugin, lifecycle)] },
    descriptors: Buffer.from(PLUGIN_PROTO, "base64"),
    logger,
    ...(options.stdout === undefined ? {} : { stdout: options.stdout }),
    earlyStdout: strayStdout,
    hint: HINT,
    onExit: () => lifecycle.stop(),
  });
}
