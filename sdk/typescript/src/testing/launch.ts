import { PLUGIN_TYPES, type PluginType, SERVICE_NAMES } from "../../../../daemon/handshake.js";
import { within } from "../go-plugin/bounded-wait.js";
import { KILL_AFTER_SHUTDOWN_MS } from "../go-plugin/host-timing.js";
import { GO_PLUGIN } from "../go-plugin/rpc/facts.js";
import { PluginError } from "../go-plugin/rpc/plugin-error.js";
import { EMPTY } from "../go-plugin/rpc/service.js";
import { connectTo } from "../go-plugin/transport/grpc-js/client.js";
import type { ClientTransport } from "./client-transport.js";
import { describeExit, LaunchError } from "./launch-error.js";
import { PluginHost } from "./plugin-host.js";
import { type PluginProcess, type ProcessExit, type StartOptions, startPluginProcess } from "./plugin-process.js";

/** ms between a broken connection and the end of the process that broke it: the connection is seen first. */
const DEATH_MS = 500;

/** How a plugin ended when it was asked to. */
export interface Ending {
  /** It ended by itself in time; the daemon had not to kill it. */
  readonly graceful: boolean;
  /** Whose end it was: `killed` when only SIGKILL ended the process itself. */
  readonly exit: ProcessExit & { readonly killed: boolean };
  /** ms from the request to the closed pipes. */
  readonly ms: number;
}

/** An executable under the daemon's rules. */
export class LaunchedPlugin extends PluginHost {
  constructor(
    type: PluginType,
    transport: ClientTransport,
    readonly process: PluginProcess,
  ) {
    super(type, transport);
  }

  /** Ends the plugin as the daemon does: Shutdown, 2 s, SIGKILL. */
  async close(): Promise<Ending> {
    const since = performance.now();
    // An error here is a plugin without that service, or one that is gone: the wait decides.
    const answered = this.transport.unary(GO_PLUGIN.service.goPluginController, "Shutdown", EMPTY).catch(() => {});
    await within(KILL_AFTER_SHUTDOWN_MS, answered, () => {});
    this.transport.close();
    const exited = this.process.exited.then(() => true);
    const graceful = await within(KILL_AFTER_SHUTDOWN_MS, exited, () => false);
    const own = this.process.ended();
    if (!graceful) await this.process.kill();
    const exit = own ?? this.process.ended() ?? { code: null, signal: null };
    return { graceful, exit: { ...exit, killed: own === undefined }, ms: performance.now() - since };
  }
}

/**
 * Starts an executable as the daemon does and connects to it.
 * @throws {LaunchError} when it does not get as far as answering, with the cause in words for its author.
 * @throws the signal's reason when aborted.
 */
export async function launch(executable: string, options: StartOptions = {}): Promise<LaunchedPlugin> {
  const plugin = await startPluginProcess(executable, options);
  const transport = connectTo(plugin.handshake);
  // One that has spoken and does not answer would be waited for without end.
  const onAbort = () => void plugin.end();
  options.signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return new LaunchedPlugin(await typeOf(transport), transport, plugin);
  } catch (error) {
    transport.close();
    options.signal?.throwIfAborted();
    const exit = await exitAfterFailure(plugin);
    await plugin.end();
    if (exit === undefined) throw error;
    throw new LaunchError("exited", `it ended ${describeExit(exit)} after its handshake`, { cause: error });
  } finally {
    options.signal?.removeEventListener("abort", onAbort);
  }
}

/** How a plugin ended whose connection failed; undefined for one that still runs. */
export async function exitAfterFailure(plugin: PluginProcess): Promise<ProcessExit | undefined> {
  await within<unknown, void>(DEATH_MS, plugin.exited, () => {});
  return plugin.ended();
}

/** Which of the two services answers. */
async function typeOf(transport: ClientTransport): Promise<PluginType> {
  for (const type of PLUGIN_TYPES) {
    try {
      await transport.unary(SERVICE_NAMES[type], "GetVersion", EMPTY);
      return type;
    } catch (error) {
      const { code, rawMessage } = PluginError.from(error);
      if (code === "UNAVAILABLE")
        throw new LaunchError("protocol", `it does not answer: ${rawMessage}`, { cause: error });
      // Any other error is the answer of a service that is there.
      if (code !== "UNIMPLEMENTED") return type;
    }
  }
  throw new LaunchError(
    "protocol",
    `it serves neither ${PLUGIN_TYPES.map((type) => SERVICE_NAMES[type]).join(" nor ")}`,
  );
}
