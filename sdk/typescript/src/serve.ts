import { FACTS } from "../../../daemon/facts.js";
import { COOKIE, PROTOCOL_VERSION } from "../../../daemon/handshake.js";
import { FRAME_GAP_MS, PRIME_AFTER_MS, SILENCE_WARNING_MS } from "../../../daemon/timing.js";
import type { PluginDefinition } from "./api/definition.js";
import { asksForSettings, pluginSettings } from "./api/hardware/plugin-settings.js";
import type { Plugin } from "./api/plugin.js";
import { startedByHost } from "./go-plugin/handshake.js";
import { createLogger, writeStderrSync } from "./go-plugin/logging/logger.js";
import { printAndEnd } from "./go-plugin/process-end.js";
import { worded } from "./go-plugin/rpc/facts.js";
import { servePlugin } from "./go-plugin/serve-plugin.js";
import { PLUGIN_PROTO } from "./plugin-proto.js";
import { Lifecycle } from "./runtime/lifecycle.js";
import { pluginService } from "./runtime/plugin-service.js";
import { sinceImport } from "./since-import.js";

/** The same fields as in the plugin's definition; what stands here counts over what stands there. */
export type ServeOptions = Pick<
  PluginDefinition,
  "minFrameIntervalMs" | "primeAfterMs" | "heartbeatMs" | "logLevel" | "stdout"
>;

const HINT = worded(FACTS.message.tryWithoutDaemon, { command: "the script `dev` of its project" });

/**
 * Serves a plugin to the daemon that started this process. Resolves when the daemon ends it, on SIGTERM, or when the daemon
 * is gone; the process then ends with exit code 0. Never rejects: started by hand, or when it cannot listen, it says why on
 * stderr and ends the process with exit code 1. With the argument `--settings` it prints a settings file with the defaults of the
 * plugin's `settings` as comments, and ends the process with exit code 0.
 */
export async function serve(plugin: Plugin, options: ServeOptions = {}): Promise<void> {
  if (asksForSettings(process.argv)) return printAndEnd(await pluginSettings(plugin.name, plugin.settings).text());
  const chosen = { ...plugin, ...options };
  const { stdout } = chosen;
  const logger = createLogger({ name: plugin.name, level: chosen.logLevel ?? "trace", write: writeStderrSync });
  const lifecycle = new Lifecycle(plugin, logger, {
    minFrameIntervalMs: chosen.minFrameIntervalMs ?? FRAME_GAP_MS,
    primeAfterMs: chosen.primeAfterMs ?? PRIME_AFTER_MS,
    heartbeatMs: chosen.heartbeatMs ?? Number.POSITIVE_INFINITY,
    silenceWarningMs: SILENCE_WARNING_MS,
  });
  if (startedByHost(COOKIE, process.env)) await lifecycle.tellOfWrongSettings();
  await servePlugin({
    cookie: COOKIE,
    versions: { [PROTOCOL_VERSION]: [pluginService(plugin, lifecycle)] },
    descriptors: Buffer.from(PLUGIN_PROTO, "base64"),
    logger,
    ...(stdout === undefined ? {} : { stdout }),
    earlyStdout: sinceImport?.stdout,
    endWatch: sinceImport?.end,
    hint: HINT,
    onExit: () => lifecycle.stop(),
  });
}
