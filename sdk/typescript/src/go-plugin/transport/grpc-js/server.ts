import type { EventEmitter } from "node:events";
import grpc from "@grpc/grpc-js";
import { within } from "../../bounded-wait.js";
import { PluginError, StatusCode } from "../../rpc/plugin-error.js";
import {
  type BidiStreamMethod,
  type Method,
  type OutgoingStream,
  type ServerStreamMethod,
  type Service,
  type UnaryMethod,
  untilAborted,
} from "../../rpc/service.js";
import { pingAfter } from "../ping.js";
import type { MutualTls } from "../tls/auto-mtls.js";
import type { Address, Server } from "../transport.js";
import { batching, drained } from "./batching.js";
import { httpStream } from "./http-stream.js";

const UNLIMITED = -1;

export function createGrpcServer(services: readonly Service[], tls?: MutualTls): Server {
  const server = new grpc.Server({
    // The host's own limits are MaxInt32 both ways (grpc_client.go:40-41).
    "grpc.max_receive_message_length": UNLIMITED,
    "grpc.max_send_message_length": UNLIMITED,
    interceptors: [batching],
  });
  for (const service of services) server.addService(definitionOf(service), implementationOf(service));
  return {
    listen: (address) => listen(server, address, credentialsFor(tls)),
    close: (graceMs) => close(server, graceMs),
  };
}

function credentialsFor(tls: MutualTls | undefined): grpc.ServerCredentials {
  if (tls === undefined) return grpc.ServerCredentials.createInsecure();
  const pair = { private_key: Buffer.from(tls.own.privateKeyPem), cert_chain: Buffer.from(tls.own.certificatePem) };
  return grpc.ServerCredentials.createSsl(Buffer.from(tls.peerPem), [pair], true);
}

function listen(server: grpc.Server, address: Address, credentials: grpc.ServerCredentials): Promise<number> {
  const target = address.network === "unix" ? `unix:${address.path}` : `${address.host}:${address.port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(target, credentials, (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
}

async function close(server: grpc.Server, graceMs: number): Promise<void> {
  const gone = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  await within(graceMs, gone, () => server.forceShutdown());
}

function definitionOf(service: Service): grpc.ServiceDefinition {
  const bytes = (message: Uint8Array) => Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const entries = Object.entries(service.methods).map(([name, method]) => [
    name,
    {
      path: `/${service.name}/${name}`,
      requestStream: method.kind === "bidi-stream",
      responseStream: method.kind !== "unary",
      requestSerialize: bytes,
      requestDeserialize: (message: Buffer) => message,
      responseSerialize: bytes,
      responseDeserialize: (message: Buffer) => message,
    },
  ]);
  return Object.fromEntries(entries);
}

function implementationOf(service: Service): grpc.UntypedServiceImplementation {
  return Object.fromEntries(Object.entries(service.methods).map(([name, method]) => [name, handlerOf(method)]));
}

function handlerOf(method: Method): grpc.UntypedHandleCall {
  if (method.kind === "unary") return unaryHandler(method);
  if (method.kind === "server-stream") return serverStreamHandler(method);
  return bidiStreamHandler(method);
}

type Bytes = Uint8Array;

function unaryHandler(method: UnaryMethod): grpc.handleUnaryCall<Bytes, Bytes> {
  return (call, callback) => {
    const signal = signalOf(call);
    // A rejected handler would be an unhandled rejection in grpc-js: it catches synchronous errors only.
    Promise.resolve()
      .then(() => method.handle(call.request, { signal }))
      .then((response) => callback(null, response))
      .catch((error: unknown) => callback(statusOf(error)));
  };
}

function serverStreamHandler(method: ServerStreamMethod): grpc.handleServerStreamingCall<Bytes, Bytes> {
  return (call) => answer(call, (stream) => method.handle(call.request, stream));
}

function bidiStreamHandler(method: BidiStreamMethod): grpc.handleBidiStreamingCall<Bytes, Bytes> {
  return (call) => answer(call, (stream) => method.handle(requestsOf(call), stream));
}

/** A call that the client ends early is an end of input, not a failure of ours. */
async function* requestsOf(call: grpc.ServerDuplexStream<Bytes, Bytes>): AsyncGenerator<Bytes> {
  try {
    // Iteration as usual destroys the whole call at the end of its input, and our half would never end.
    for await (const message of call.iterator({ destroyOnReturn: false })) yield message as Bytes;
  } catch (error) {
    if (!call.cancelled) throw error;
  }
}

/** What the two kinds of streaming call have in common. */
interface WritableCall extends EventEmitter {
  readonly cancelled: boolean;
  write(message: Bytes): boolean;
  end(): void;
}

function answer(call: WritableCall, handle: (stream: OutgoingStream) => Promise<void>): void {
  const signal = signalOf(call);
  // A stream that has ended does not know its connection any more.
  const session = httpStream(call)?.session;
  const stream: OutgoingStream = {
    signal,
    send: (message) => send(call, message, signal),
    ping: () => pingAfter(Promise.race([drained(call), untilAborted(signal)]), session),
    closed: closedOf(call),
  };
  Promise.resolve()
    .then(() => handle(stream))
    .then(() => void call.end())
    .catch((error: unknown) => void call.emit("error", statusOf(error)));
}

async function send(call: WritableCall, message: Bytes, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  // A copy: what is reported as sent may still wait, up to sixteen messages of it.
  if (call.write(Buffer.from(message))) return;
  // A cancelled call never drains: the signal ends the wait.
  await new Promise<void>((resolve, reject) => {
    const onDrain = () => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    };
    const onAbort = () => {
      call.off("drain", onDrain);
      reject(signal.reason);
    };
    call.once("drain", onDrain);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

function signalOf(call: EventEmitter & { readonly cancelled: boolean }): AbortSignal {
  const controller = new AbortController();
  const onCancel = () => controller.abort(new PluginError("the host cancelled the call", "CANCELLED"));
  if (call.cancelled) onCancel();
  else call.once("cancelled", onCancel);
  return controller.signal;
}

/** The end of an HTTP/2 stream, which comes after its last byte was written; the call's own end where that is hidden. */
function closedOf(call: WritableCall): Promise<void> {
  return new Promise((resolve) => {
    const stream = httpStream(call);
    if (stream === undefined) call.once("close", () => resolve());
    else if (stream.closed) resolve();
    else stream.once("close", () => resolve());
  });
}

function statusOf(reason: unknown): Partial<grpc.StatusObject> & Error {
  const error = PluginError.from(reason);
  // Half a surrogate pair would make grpc-js throw while it encodes the message.
  const details = Buffer.from(error.rawMessage, "utf8").toString("utf8");
  return Object.assign(new Error(details), { code: StatusCode[error.code], details });
}
