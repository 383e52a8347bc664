import { FACTS } from "../../../daemon/facts.js";
import { COOKIE, PROTOCOL_VERSION } from "../../../daemon/handshake.js";
import { FRAME_GAP_MS, PRIME_AFTER_MS, SILENCE_WARNING_MS } from "../../../daemon/timing.js";
import { settingsText } from "./api/hardware/settings.js";
import type { Plugin } from "./api/plugin.js";
import type { Serving } from "./api/serving.js";
import { createLogger, writeStderrSync } from "./go-plugin/logging/logger.js";
import { exitAsCrashed, printAndEnd } from "./go-plugin/process-end.js";
import { worded } from "./go-plugin/rpc/facts.js";
import { servePlugin } from "./go-plugin/serve-plugin.js";
import { PLUGIN_PROTO } from "./plugin-proto.js";
import { Lifecycle } from "./runtime/lifecycle.js";
import { pluginService } from "./runtime/plugin-service.js";
import { Watchdog, WATCHDOG_MS } from "./runtime/watchdog/watchdog.js";
import { sinceImport } from "./since-import.js";

/** The same fields as in the plugin's definition, over which they count: for who serves a plugin that somebody else has defined. */
export type ServeOptions = Serving;

/** The argument that has an executable print a settings file; the daemon gives none. */
const SETTINGS_ARGUMENT = "--settings";

/** 0 says the same as nothing. */
function heartbeatOf({ heartbeatMs = 0 }: Serving): number {
  return heartbeatMs > 0 ? heartbeatMs : Number.POSITIVE_INFINITY;
}

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
  const serving: Serving = { ...plugin, ...options };
  const { name } = plugin;
  const logger = createLogger({ name, level: serving.logLevel ?? "trace", write: writeStderrSync });
  const watchdog = new Watchdog({
    name,
    limitMs: serving.watchdogMs ?? WATCHDOG_MS,
    log: logger,
    end: () => exitAsCrashed(sinceImport?.end),
  });
  const sessions = {
    minFrameIntervalMs: serving.minFrameIntervalMs ?? FRAME_GAP_MS,
    primeAfterMs: serving.primeAfterMs ?? PRIME_AFTER_MS,
    heartbeatMs: heartbeatOf(serving),
    silenceWarningMs: SILENCE_WARNING_MS,
  };
  const lifecycle = new Lifecycle(plugin, logger, sessions, { onSession: () => watchdog.start() });
  if (sinceImport !== undefined) void lifecycle.tellOfWrongSettings();
  await servePlugin({
    cookie: COOKIE,
    versions: { [PROTOCOL_VERSION]: [pluginService(plugin, lifecycle)] },
    descriptors: Buffer.from(PLUGIN_PROTO, "base64"),
    logger,
    ...(serving.stdout === undefined ? {} : { stdout: serving.stdout }),
    earlyStdout: sinceImport?.stdout,
    endWatch: sinceImport?.end,
    hint: HINT,
    onExit: () => lifecycle.stop(),
  });
}
