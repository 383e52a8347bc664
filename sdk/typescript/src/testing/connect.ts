import type { Plugin } from "../api/plugin.js";
import { createLogger, type LogLevel } from "../go-plugin/logging/logger.js";
import { Lifecycle } from "../runtime/lifecycle.js";
import { pluginService } from "../runtime/plugin-service.js";
import type { SessionOptions } from "../runtime/session.js";
import { memoryTransport } from "./memory-transport.js";
import { PluginHost } from "./plugin-host.js";

/** The test rules the time. */
const UNTIMED: SessionOptions = {
  minFrameIntervalMs: 0,
  primeAfterMs: Number.POSITIVE_INFINITY,
  heartbeatMs: Number.POSITIVE_INFINITY,
  silenceWarningMs: Number.POSITIVE_INFINITY,
};

/** How `connect` hears a plugin. */
export interface ConnectOptions {
  /** Each line that the plugin logs, as hclog JSON; default none. */
  readonly onLog?: (line: string) => void;
  /** Least level that is logged; default `trace`. */
  readonly logLevel?: LogLevel;
  /** Environment variables in which the plugin's settings are looked for; default those of the process. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Connects to a plugin in this process: the same sessions as under the daemon, without gRPC, sockets, pacing or timers, so
 * that a test with fake timers rules the time.
 */
export function connect(plugin: Plugin, options: ConnectOptions = {}): PluginHost {
  const write = options.onLog ?? (() => {});
  const log = createLogger({ name: plugin.name, level: options.logLevel ?? "trace", write });
  const place = options.env === undefined ? {} : { env: options.env };
  const lifecycle = new Lifecycle(plugin, log, UNTIMED, { place });
  return new PluginHost(plugin.type, memoryTransport([pluginService(plugin, lifecycle)]));
}
