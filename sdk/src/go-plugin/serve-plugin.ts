import { writeSync } from "node:fs";
import { watchForExit } from "./exit-signals.js";
import { createGrpcServer, type GrpcServer } from "./grpc-server.js";
import {
  CORE_VERSION,
  type Cookie,
  formatHandshake,
  NOT_A_HOST,
  negotiateVersion,
  startedByHost,
} from "./handshake.js";
import { healthService } from "./health.js";
import { createSocketFolder, portsInRange } from "./listener.js";
import type { Logger } from "./logger.js";
import { brokerService, controllerService, stdioService } from "./plugin-services.js";
import type { Service } from "./service.js";

export interface ServePluginOptions {
  /** Proof that a host started the process. Both parts must be non-empty. */
  readonly cookie: Cookie;
  /** What is served, by protocol version. */
  readonly versions: Readonly<Record<number, readonly Service[]>>;
  readonly logger: Logger;
  /** One more line for the person who starts the plugin by hand. */
  readonly hint?: string;
  /** Ends the plugin's own work: called once, before the process exits, however the end came. Bounded. */
  readonly onExit?: () => Promise<void>;
}

type EndReason = "Shutdown" | "SIGTERM" | "host gone";

/** ms that the plugin's own work gets to end. After Shutdown the host kills at 2 s (client.go:531); nothing else hurries. */
const EXIT_BUDGET: Record<EndReason, number> = { Shutdown: 1_000, SIGTERM: 5_000, "host gone": 5_000 };
/** ms for connections to close by themselves. */
const CLOSE_GRACE = 300;
/** ms after which handles that the author left open no longer keep the process alive. */
const EXIT_GRACE = 20;

/**
 * Serves go-plugin's protocol on this process: handshake on stdout, the services over gRPC, until the host asks for the end,
 * SIGTERM comes or the host is gone. Resolves then, and the process ends.
 *
 * Started by hand, it prints go-plugin's own explanation on stderr and ends the process with exit code 1.
 */
export async function servePlugin(options: ServePluginOptions): Promise<void> {
  if (!startedByHost(options.cookie, process.env)) return refuseToStart(options.hint);
  const { logger } = options;
  reportCrashes(logger);
  let end: (reason: EndReason) => void = () => {};
  const ended = new Promise<EndReason>((resolve) => {
    end = resolve;
  });
  const version = negotiateVersion(Object.keys(options.versions).map(Number), process.env, (entry) =>
    logger.warn("the host sent an invalid protocol version", { entry }),
  );
  const server = createGrpcServer([
    healthService(),
    controllerService(() => end("Shutdown")),
    stdioService(),
    brokerService(),
    ...(options.versions[version] ?? []),
  ]);
  const { network, address } = await listen(server);
  const handshake = {
    coreVersion: CORE_VERSION,
    appVersion: version,
    network,
    address,
    protocol: "grpc",
    certificate: "",
  };
  const unwatch = watchForExit(end);
  writeSync(process.stdout.fd, formatHandshake(handshake, process.env));

  const reason = await ended;
  logger.debug("the plugin ends", { reason });
  await within(EXIT_BUDGET[reason], options.onExit?.(), logger);
  await server.close(CLOSE_GRACE);
  unwatch();
  exitSoon();
}

/** go-plugin's three lines and exit code, so that a plugin of ours answers as every other one does. */
function refuseToStart(hint?: string): never {
  writeSync(process.stderr.fd, hint === undefined ? NOT_A_HOST : `${NOT_A_HOST}${hint}\n`);
  process.exit(1);
}

/** A unix socket, as Go plugins use; TCP where there is none. */
async function listen(server: GrpcServer): Promise<{ network: "unix" | "tcp"; address: string }> {
  const folder = createSocketFolder(process.env);
  if (folder === undefined) return listenTcp(server);
  // Node removes a socket when its server closes, but not when the process exits early.
  process.once("exit", folder.remove);
  await server.listen({ network: "unix", path: folder.path });
  return { network: "unix", address: folder.path };
}

async function listenTcp(server: GrpcServer): Promise<{ network: "tcp"; address: string }> {
  const host = "127.0.0.1";
  for (const port of portsInRange(process.env)) {
    try {
      return { network: "tcp", address: `${host}:${await server.listen({ network: "tcp", host, port })}` };
    } catch {
      // Taken by another program: the next one.
    }
  }
  throw new Error("no free port between PLUGIN_MIN_PORT and PLUGIN_MAX_PORT");
}

/** Waits for `work`, but not longer than `ms`: a hook that hangs must not keep the host waiting. */
async function within(ms: number, work: Promise<void> | undefined, logger: Logger): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      logger.warn(`the plugin did not stop within ${ms} ms and is ended`);
      resolve();
    }, ms);
  });
  await Promise.race([
    Promise.resolve(work).catch((error: unknown) => logger.error("stop failed", { error })),
    timeout,
  ]);
  clearTimeout(timer);
}

/** A crash leaves one record that names its cause, and exit code 1: the daemon shows a dead plugin only as EOF. */
function reportCrashes(logger: Logger): void {
  process.on("uncaughtException", (error, origin) => {
    logger.error(`the plugin crashed: ${error instanceof Error ? error.message : String(error)}`, { origin, error });
    process.exit(1);
  });
}

/** The process ends by itself when nothing is left to do; timers that the author forgot must not hold it. */
function exitSoon(): void {
  process.exitCode ??= 0;
  setTimeout(() => process.exit(), EXIT_GRACE).unref();
}
