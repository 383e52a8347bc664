import { writeSync } from "node:fs";
import { within } from "./bounded-wait.js";
import { type ExitReason, watchForExit } from "./exit-signals.js";
import {
  type Cookie,
  CORE_VERSION,
  formatHandshake,
  negotiateVersion,
  NO_COOKIE,
  NOT_A_HOST,
  startedByHost,
} from "./handshake.js";
import { HostWatch } from "./host-watch.js";
import { type Logger, writeStderrSync } from "./logging/logger.js";
import { type Output, routeOutput, type StdoutMode } from "./logging/output.js";
import { captureStdout, captureWrites, type StrayOutput } from "./logging/stray-output.js";
import { controllerService } from "./plugin-services.js";
import { type EndWatch, exitSoon, refuseToStart, reportCrashes, watchEnd } from "./process-end.js";
import { GO_PLUGIN, worded } from "./rpc/facts.js";
import { reasonOf } from "./rpc/reason.js";
import type { Service } from "./rpc/service.js";
import { type Broker, GrpcBroker } from "./services/broker.js";
import { healthService } from "./services/health.js";
import { withReflection } from "./services/reflection.js";
import { bind, type Endpoint } from "./transport/bind.js";
import { http2Transport } from "./transport/http2/transport.js";
import { autoMtls, handshakeCertificate } from "./transport/tls/auto-mtls.js";
import type { Server, Transport } from "./transport/transport.js";

/** What services may need of the plugin that serves them. */
export interface PluginEnvironment {
  readonly broker: Broker;
  /** The version of the application's protocol that host and plugin agreed on. */
  readonly version: number;
}

/** The services of one protocol version, or what makes them. */
export type ServedVersion = readonly Service[] | ((environment: PluginEnvironment) => readonly Service[]);

/** What is served, and how. */
export interface ServePluginOptions {
  /** Proof that a host started the process. Both parts must be non-empty. */
  readonly cookie: Cookie;
  /** What is served, by protocol version. The highest that the host knows too is taken, as Go does. */
  readonly versions: Readonly<Record<number, ServedVersion>>;
  /** Takes what the server itself has to say. */
  readonly logger: Logger;
  /**
   * Where the listener is. Default `unix`: a unix socket, in PLUGIN_UNIX_SOCKET_DIR and for PLUGIN_UNIX_SOCKET_GROUP when
   * the host sets them, and TCP where there are no sockets. `tcp`: 127.0.0.1, in PLUGIN_MIN_PORT..PLUGIN_MAX_PORT.
   */
  readonly network?: "unix" | "tcp";
  /**
   * What speaks gRPC. Default: Node's own HTTP/2. `grpcJsTransport` of `laniakea-plugin-sdk/go-plugin/grpc-js` is the other one, for a
   * host that does not get on with the default.
   */
  readonly transport?: Transport;
  /**
   * What becomes of text that is printed on stdout. Default `log`: each line is a record in the host's log. `stdio`: it
   * goes to the host's SyncStdout, and stderr, except for log records, to its SyncStderr, as in a Go plugin.
   */
  readonly stdout?: StdoutMode;
  /** What `captureStdout` kept since before this call. */
  readonly earlyStdout?: StrayOutput | undefined;
  /** What `watchEnd` gave before this call. */
  readonly endWatch?: EndWatch | undefined;
  /**
   * What the services look like, for clients that ask by server reflection (grpcurl): a FileDescriptorSet, as
   * `protoc --include_imports --descriptor_set_out=FILE` writes it. Without it they are listed, and not described.
   */
  readonly descriptors?: Uint8Array;
  /**
   * What happens when the host goes without a Shutdown. Default `end`: the plugin ends too. `wait`: it goes on, for hosts
   * that come back to a running plugin (go-plugin's reattach).
   */
  readonly withoutHost?: "end" | "wait";
  /** One more line for the person who starts the plugin by hand. */
  readonly hint?: string;
  /**
   * Ends the plugin's own work: called once, before the process exits, however the end came. It has 1 s after Shutdown,
   * because the host kills the process after 2 s, and 5 s otherwise; the process exits after that. What it rejects with is
   * logged.
   */
  readonly onExit?: () => Promise<void>;
}

type EndReason = "Shutdown" | ExitReason;

/** ms that the plugin's own work gets to end: half of the host's patience after Shutdown; nothing else hurries. */
function exitBudgetOf(reason: EndReason): number {
  if (reason === "Shutdown") return GO_PLUGIN.time.exitAfterShutdownMs;
  return reason === "host gone" ? GO_PLUGIN.time.exitAfterHostGoneMs : GO_PLUGIN.time.exitAfterSigtermMs;
}
/** ms for the host to take what was printed last. */
const FLUSH_GRACE = 250;
/** ms for connections to close by themselves. */
const CLOSE_GRACE = 300;

/**
 * Serves go-plugin's protocol on this process: handshake on stdout, the services over gRPC, until the host asks for the end,
 * SIGTERM comes or the host is gone. Resolves then, and the process ends.
 *
 * Started by hand, it prints go-plugin's own explanation on stderr and ends the process with exit code 1. What keeps it
 * from listening is logged, and ends the process with exit code 1 and no handshake.
 */
export async function servePlugin(options: ServePluginOptions): Promise<void> {
  const { cookie, logger } = options;
  if (cookie.key === "" || cookie.value === "") return refuseToStart(NO_COOKIE);
  if (!startedByHost(cookie, process.env)) return refuseToStart(NOT_A_HOST, options.hint);
  reportCrashes(logger);
  const end = options.endWatch ?? watchEnd(logger);
  end.serves(logger);
  const output = takeOutput(options);
  const ending = new ShutdownSteps();
  // Before there is a socket: one that is told to end while it starts removes it, too.
  const unwatch = watchForExit(ending.begin, { withoutHost: options.withoutHost ?? "end" });
  let running: RunningPlugin;
  try {
    running = await start(options, output, ending);
  } catch (error) {
    logger.error(worded(GO_PLUGIN.message.cannotBeServed, { reason: reasonOf(error) }), { error });
    return exitSoon(1, end);
  }
  writeSync(process.stdout.fd, running.handshake);

  const reason = await ending.reason;
  // The host has not asked for the other ends, and does not explain them.
  const level = reason === "Shutdown" ? "debug" : "warn";
  logger[level](worded(GO_PLUGIN.message.pluginEnds, { reason }));
  const budget = exitBudgetOf(reason);
  await within(budget, options.onExit?.(), () =>
    logger.warn(worded(GO_PLUGIN.message.didNotStop, { seconds: budget / 1_000 })),
  ).catch((error: unknown) => logger.error("stop failed", { error }));
  await within(FLUSH_GRACE, output.flush(), () => {});
  ending.worked();
  await running.close();
  unwatch();
  exitSoon(0, end);
}

/** How the end goes: it begins once, and the host hears when the plugin's own work is done. */
class ShutdownSteps {
  begin: (reason: EndReason) => void = () => {};
  worked: () => void = () => {};
  readonly reason = new Promise<EndReason>((resolve) => {
    this.begin = resolve;
  });
  readonly workDone = new Promise<void>((resolve) => {
    this.worked = resolve;
  });
}

interface RunningPlugin {
  /** The line that tells the host where it is. */
  readonly handshake: string;
  close(): Promise<void>;
}

/** @throws {Error} when the plugin cannot listen. */
async function start(options: ServePluginOptions, output: Output, ending: ShutdownSteps): Promise<RunningPlugin> {
  const { logger, network = "unix", transport = http2Transport } = options;
  const version = negotiateVersion(Object.keys(options.versions).map(Number), process.env, (entry) =>
    logger.warn("the host sent an invalid protocol version", { entry }),
  );
  const tls = autoMtls(process.env);
  const broker = new GrpcBroker({ environment: process.env, network, transport, tls });
  const served = options.versions[version] ?? [];
  const own = [
    healthService(),
    controllerService(() => shutDown(ending, options.stdout ?? "log")),
    output.service,
    broker.service,
    ...(typeof served === "function" ? served({ broker, version }) : served),
  ];
  const services = withReflection(own, options.descriptors);
  const hostWatch = new HostWatch(() => {
    if (options.withoutHost !== "wait") ending.begin("host gone");
  });
  const server = transport.createServer(
    services.map((service) => hostWatch.watch(service)),
    tls,
  );
  const endpoint = await bind(server, process.env, network);
  const close = () => closeAll(server, endpoint, broker, hostWatch);
  return { handshake: handshakeLine(version, endpoint, handshakeCertificate(tls)), close };
}

async function closeAll(server: Server, endpoint: Endpoint, broker: GrpcBroker, watch: HostWatch): Promise<void> {
  watch.stop();
  await Promise.all([server.close(CLOSE_GRACE), broker.close()]);
  endpoint.remove();
}

function handshakeLine(appVersion: number, { network, address }: Endpoint, certificate: string): string {
  const handshake = { coreVersion: CORE_VERSION, appVersion, network, address, protocol: "grpc", certificate };
  return formatHandshake(handshake, process.env);
}

/** The host closes the connection when it has its answer: with it goes the stream for what the plugin prints last. */
async function shutDown(ending: ShutdownSteps, stdout: StdoutMode): Promise<void> {
  ending.begin("Shutdown");
  if (stdout === "stdio") await ending.workDone;
}

function takeOutput({ logger, stdout = "log", earlyStdout }: ServePluginOptions): Output {
  const output = routeOutput(stdout, {
    logger,
    stdout: earlyStdout ?? captureStdout(),
    stderr: captureWrites(process.stderr),
    writeStderr: writeStderrSync,
  });
  process.once("exit", output.end);
  return output;
}
