/**
 * What a plugin serves, apart from the transport that carries it: services are written against these few types, and only
 * the files of a transport know its library. Messages are bytes: each service encodes and decodes its own.
 */

/** One call of a method. */
export interface Call {
  /** Aborted when the client cancels, the connection goes, or the server shuts down. */
  readonly signal: AbortSignal;
}

/** What `send` gives where nothing has to be waited for: of many small messages a second each wait would cost more than the message. */
export const TAKEN: Promise<void> = Promise.resolve();

/** The answering half of a streaming call. */
export interface OutgoingStream extends Call {
  /**
   * Sends one message. Resolves when the transport can take another: await it, or memory grows without bound. It is
   * {@link TAKEN} where the transport can at once.
   * @throws the signal's reason when the call is aborted first.
   */
  send(message: Uint8Array): Promise<void>;
  /**
   * One round trip on the call's connection, in ms: the peer has read all that was sent before, and is awake. Also after the
   * call's end. Undefined where the transport cannot tell, and when the connection goes. Never rejects.
   */
  ping(): Promise<number | undefined>;
  /** Resolves when the stream's end has left for the peer, or the connection is gone. Never rejects. */
  readonly closed: Promise<void>;
}

/** One request, one answer; what is thrown becomes the answer's status (see PluginError). */
export interface UnaryMethod {
  readonly kind: "unary";
  handle(request: Uint8Array, call: Call): Promise<Uint8Array> | Uint8Array;
}

/** One request, a stream of answers. It ends when the promise settles; a rejection becomes its status (see PluginError). */
export interface ServerStreamMethod {
  readonly kind: "server-stream";
  handle(request: Uint8Array, stream: OutgoingStream): Promise<void>;
}

/** A stream both ways. The answers end when the promise settles; a rejection becomes their status (see PluginError). */
export interface BidiStreamMethod {
  readonly kind: "bidi-stream";
  handle(requests: AsyncIterable<Uint8Array>, stream: OutgoingStream): Promise<void>;
}

/** A method of a service, by how it is called. */
export type Method = UnaryMethod | ServerStreamMethod | BidiStreamMethod;

/** A gRPC service. */
export interface Service {
  /** Full name on the wire, such as `grpc.health.v1.Health`. */
  readonly name: string;
  /** By method name on the wire, such as `Check`. */
  readonly methods: Readonly<Record<string, Method>>;
}

/** An answer without fields, which every service's Empty message is. */
export const EMPTY: Uint8Array = new Uint8Array(0);

/** Resolves when `signal` aborts; for streams that stay open as long as the host wants them. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
