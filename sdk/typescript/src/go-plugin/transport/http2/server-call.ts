import type { Http2Session, IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { PluginError } from "../../rpc/plugin-error.js";
import { type Method, type OutgoingStream, TAKEN } from "../../rpc/service.js";
import { pingAfter } from "../ping.js";
import { BatchWriter } from "./batch-writer.js";
import { ACCEPTED_ENCODINGS, decompressor } from "./compression.js";
import { startDeadline } from "./deadline.js";
import { onlyMessage, readMessages } from "./read-messages.js";
import { OK_STATUS, type StatusHeaders, statusHeaders } from "./status.js";

const RESPONSE_HEADERS = {
  ":status": 200,
  "content-type": "application/grpc",
  "grpc-accept-encoding": ACCEPTED_ENCODINGS,
} as const;

/** ms that a client has to end its half of a call that is over. One that does not would keep the stream for ever. */
const HALF_OPEN_MS = 1_000;

/** Answers a call that has no method, before its messages have come. */
export function refuse(stream: ServerHttp2Stream, reason: PluginError, httpStatus = 200): void {
  if (isGone(stream)) return;
  stream.respond({ ...RESPONSE_HEADERS, ":status": httpStatus, ...statusHeaders(reason) }, { endStream: true });
  discardRest(stream);
}

/** One call of a method, from its headers to its status. */
export class ServerCall implements OutgoingStream {
  readonly closed: Promise<void>;
  readonly #abort = new AbortController();
  readonly #writer: BatchWriter;
  /** A stream that has ended does not know its connection any more. */
  readonly #session: Http2Session | undefined;
  #hasBegun = false;
  #isOver = false;
  #endDeadline = () => {};

  /** @param timeoutMs until the client gives up; undefined when it never does. */
  constructor(
    readonly stream: ServerHttp2Stream,
    readonly headers: IncomingHttpHeaders,
    timeoutMs: number | undefined,
  ) {
    this.#writer = new BatchWriter(stream);
    this.#session = stream.session;
    this.closed = new Promise((resolve) => {
      stream.once("close", () => {
        this.#cut();
        resolve();
      });
    });
    // Comes before the stream's close, which waits until all that came is read.
    stream.once("aborted", () => this.#cut());
    if (timeoutMs !== undefined) this.#endDeadline = startDeadline(timeoutMs, (error) => this.#expire(error));
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Never rejects: what goes wrong is the call's status. */
  async run(method: Method): Promise<void> {
    try {
      await this.#answer(method);
      this.#finish();
    } catch (error) {
      this.#finish(PluginError.from(error));
    }
  }

  send(message: Uint8Array): Promise<void> {
    if (!this.#hasBegun) this.#begin();
    if (this.#isOver) return Promise.reject(this.#reasonOfEnd());
    return this.#writer.add(message) ? TAKEN : this.#writer.ready();
  }

  ping(): Promise<number | undefined> {
    return pingAfter(this.#writer.drained(), this.#session);
  }

  /** Once, as the state of a stream costs more to ask for than a small message to send. */
  #begin(): void {
    if (isGone(this.stream)) this.#cut();
    if (this.#isOver) return;
    this.#hasBegun = true;
    this.stream.respond(RESPONSE_HEADERS, { waitForTrailers: true });
  }

  #reasonOfEnd(): Error {
    return this.signal.aborted ? (this.signal.reason as Error) : new PluginError("the call is over", "CANCELLED");
  }

  async #answer(method: Method): Promise<void> {
    const encoding = this.headers["grpc-encoding"];
    const requests = readMessages(this.stream, decompressor(encoding as string | undefined));
    if (method.kind === "bidi-stream") return await method.handle(this.#untilCut(requests), this);
    const request = await onlyMessage(requests);
    if (method.kind === "server-stream") return await method.handle(request, this);
    const answer = await method.handle(request, this);
    if (!this.signal.aborted) await this.send(answer);
  }

  /** A call that the client ends early is an end of input, not a failure of ours. */
  async *#untilCut(requests: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* requests;
    } catch (error) {
      if (!this.signal.aborted) throw error;
    }
  }

  #expire(reason: PluginError): void {
    this.#finish(reason);
    this.#interrupt(reason);
  }

  /** The client has gone, or its patience: what waits for it ends. */
  #interrupt(reason: PluginError): void {
    this.#abort.abort(reason);
    this.#writer.fail(reason);
  }

  #cut(): void {
    if (this.#isOver) return;
    this.#end();
    this.#interrupt(new PluginError("the host cancelled the call", "CANCELLED"));
  }

  #finish(error?: PluginError): void {
    if (this.#isOver) return;
    this.#end();
    const { stream } = this;
    if (isGone(stream)) return;
    const status = error === undefined ? OK_STATUS : statusHeaders(error);
    if (stream.headersSent) this.#endWith(status);
    else stream.respond({ ...RESPONSE_HEADERS, ...status }, { endStream: true });
    discardRest(stream);
  }

  #end(): void {
    this.#isOver = true;
    this.#endDeadline();
  }

  #endWith(trailers: StatusHeaders): void {
    const { stream } = this;
    this.#writer.flush();
    stream.once("wantTrailers", () => {
      if (!isGone(stream)) stream.sendTrailers({ ...trailers });
    });
    stream.end();
  }
}

function isGone(stream: ServerHttp2Stream): boolean {
  return stream.destroyed || stream.closed;
}

/** What the client still sends in a call that is over is not wanted. A reset at once could overtake the status. */
function discardRest(stream: ServerHttp2Stream): void {
  if (stream.readableEnded) return;
  stream.resume();
  const timer = setTimeout(() => stream.destroy(), HALF_OPEN_MS).unref();
  stream.once("close", () => clearTimeout(timer));
}
