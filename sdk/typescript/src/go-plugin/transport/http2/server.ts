import type { Http2SecureServer, Http2Server, Http2Session, IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { type AddressInfo, createServer, type Server as NetServer } from "node:net";
import { within } from "../../bounded-wait.js";
import { lateNode } from "../../late-node.js";
import { PluginError } from "../../rpc/plugin-error.js";
import type { Method, Service } from "../../rpc/service.js";
import type { MutualTls } from "../tls/auto-mtls.js";
import type { Address, Server } from "../transport.js";
import { deadlinePassed, parseTimeout } from "./deadline.js";
import { refuse, ServerCall } from "./server-call.js";

const OPTIONS = {
  // One for each stream that waits for its reader to be awake; the default of 10 would leave some without an answer.
  maxOutstandingPings: 1_000,
  // MB, two of the largest messages. At the default of 10, an answer that nobody reads yet would have other calls refused.
  maxSessionMemory: 4_096,
} as const;

/**
 * A server for services on Node's own HTTP/2: gRPC as https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md has it. It listens
 * before HTTP/2 is loaded, which is made up for while the host reads the handshake.
 */
export function createHttp2Server(services: readonly Service[], tls?: MutualTls): Server {
  const connections = new Set<{ destroy(): void }>();
  const sessions = new Set<Http2Session>();
  let http2: Http2Server | Http2SecureServer | undefined;
  const loaded = () => (http2 ??= http2Server(services, tls, sessions));
  const server = createServer((socket) => {
    track(connections, socket);
    loaded().emit("connection", socket);
  });
  return {
    async listen(address) {
      const port = await listen(server, address);
      // Behind all that has been waiting for the port, such as the handshake, and before connections are looked for.
      setImmediate(loaded);
      return port;
    },
    close: async (graceMs) => {
      const gone = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const session of sessions) session.close();
      await within(graceMs, gone, () => connections.forEach((connection) => connection.destroy()));
    },
  };
}

/** It does not listen. */
function http2Server(
  services: readonly Service[],
  tls: MutualTls | undefined,
  sessions: Set<Http2Session>,
): Http2Server | Http2SecureServer {
  const methods = methodsByPath(services);
  const { createServer, createSecureServer } = lateNode.http2;
  const server = tls === undefined ? createServer(OPTIONS) : createSecureServer({ ...OPTIONS, ...credentials(tls) });
  server.on("session", (session: Http2Session) => track(sessions, session));
  server.on("stream", (stream: ServerHttp2Stream, headers) => serveStream(stream, headers, methods, services));
  return server;
}

function credentials(tls: MutualTls) {
  return {
    key: tls.own.privateKeyPem,
    cert: tls.own.certificatePem,
    ca: tls.peerPem,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: "TLSv1.2",
  } as const;
}

function methodsByPath(services: readonly Service[]): ReadonlyMap<string, Method> {
  return new Map(
    services.flatMap(({ name, methods }) =>
      Object.entries(methods).map(([method, how]): [string, Method] => [`/${name}/${method}`, how]),
    ),
  );
}

interface Closable {
  once(event: "close", listener: () => void): unknown;
}

function track<T extends Closable>(open: Set<T | { destroy(): void }>, one: T & { destroy(): void }): void {
  open.add(one);
  one.once("close", () => open.delete(one));
}

function listen(server: NetServer, address: Address): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(
      address.network === "unix" ? { path: address.path } : { host: address.host, port: address.port },
      () => {
        server.off("error", reject);
        // A connection that cannot be accepted, for want of file descriptors, is that one's end and not the server's.
        server.on("error", () => {});
        resolve(address.network === "unix" ? 0 : (server.address() as AddressInfo).port);
      },
    );
  });
}

function serveStream(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  methods: ReadonlyMap<string, Method>,
  services: readonly Service[],
): void {
  // The close that follows says all that is to be known.
  stream.on("error", () => {});
  const call = readCall(headers);
  if ("reason" in call) return refuse(stream, call.reason, call.httpStatus);
  const { path, timeoutMs } = call;
  // No timer is that short.
  if (timeoutMs !== undefined && timeoutMs < 1) return refuse(stream, deadlinePassed());
  const method = methods.get(path);
  if (method === undefined) return refuse(stream, notServed(path, services));
  void new ServerCall(stream, headers, timeoutMs).run(method);
}

/** What the headers of a call say. */
interface CallHead {
  readonly path: string;
  /** Undefined: the client waits without end. */
  readonly timeoutMs: number | undefined;
}

interface Refusal {
  readonly reason: PluginError;
  readonly httpStatus: number;
}

/** A refusal for what is no call at all, in the order in which grpc-go looks (http2_server.go). */
function readCall(headers: IncomingHttpHeaders): CallHead | Refusal {
  const { [":path"]: path = "", [":method"]: method, "content-type": type = "", "grpc-timeout": timeout } = headers;
  if (!/^application\/grpc(?:$|[+;])/i.test(type)) {
    const reason = new PluginError(`the content-type ${type} is not application/grpc`, "INVALID_ARGUMENT");
    return { reason, httpStatus: 415 };
  }
  let timeoutMs: number | undefined;
  try {
    timeoutMs = timeout === undefined ? undefined : parseTimeout(String(timeout));
  } catch (error) {
    return { reason: PluginError.from(error), httpStatus: 400 };
  }
  if (method === "POST") return { path, timeoutMs };
  return { reason: new PluginError(`a call is a POST, and no ${method}`, "INTERNAL"), httpStatus: 405 };
}

/** In the words of grpc-go (server.go:1606). */
function notServed(path: string, services: readonly Service[]): PluginError {
  const [, service = "", method = ""] = /^\/(.+)\/([^/]*)$/.exec(path) ?? [];
  const isKnown = services.some(({ name }) => name === service);
  const what =
    service === ""
      ? `malformed method name: ${JSON.stringify(path)}`
      : isKnown
        ? `unknown method ${method} for service ${service}`
        : `unknown service ${service}`;
  return new PluginError(what, "UNIMPLEMENTED");
}
