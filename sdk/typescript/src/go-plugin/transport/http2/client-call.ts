import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  constants,
  IncomingHttpHeaders,
  IncomingHttpStatusHeader,
} from "node:http2";
import { lateNode } from "../../late-node.js";
import { type ErrorCode, PluginError } from "../../rpc/plugin-error.js";
import { BatchWriter } from "./batch-writer.js";
import { ACCEPTED_ENCODINGS, decompressor } from "./compression.js";
import { readMessages } from "./read-messages.js";
import { errorCodeOf, percentDecode } from "./status.js";

/** One call of another's method. */
export class ClientCall {
  readonly #stream: ClientHttp2Stream;
  readonly #writer: BatchWriter;
  readonly #closed: Promise<void>;
  #headers: IncomingHttpHeaders & IncomingHttpStatusHeader = {};
  #trailers: IncomingHttpHeaders = {};
  #error: Error | undefined;
  #isCancelled = false;

  constructor(
    readonly session: ClientHttp2Session,
    path: string,
  ) {
    const stream = session.request(
      {
        ":method": "POST",
        ":path": path,
        "content-type": "application/grpc",
        te: "trailers",
        "grpc-accept-encoding": ACCEPTED_ENCODINGS,
      },
      { endStream: false },
    );
    this.#stream = stream;
    this.#writer = new BatchWriter(stream);
    stream.on("response", (headers) => (this.#headers = headers));
    stream.on("trailers", (trailers) => (this.#trailers = trailers));
    stream.on("error", (error) => (this.#error = error));
    this.#closed = new Promise((resolve) => {
      stream.once("close", () => {
        this.#writer.fail(this.#error ?? new Error("the call is over"));
        resolve();
      });
    });
  }

  cancel(): void {
    if (this.#stream.closed) return;
    this.#isCancelled = true;
    this.#stream.close(lateNode.http2.constants.NGHTTP2_CANCEL);
  }

  /** Sends them as they come, and then ends our half. Requests that fail cancel the call: its reader hears of it. */
  async sendAll(requests: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    try {
      for await (const request of requests) {
        if (this.#stream.destroyed) return;
        if (!this.#writer.add(request)) await this.#writer.ready();
      }
      this.#writer.flush();
      this.#stream.end();
    } catch {
      this.cancel();
    }
  }

  /** @throws {PluginError} the other side's status, when it is an error. */
  async *answers(): AsyncGenerator<Uint8Array> {
    try {
      const decompress = (message: Buffer) =>
        decompressor(this.#headers["grpc-encoding"] as string | undefined)(message);
      yield* readMessages(this.#stream, decompress);
    } catch (error) {
      if (error instanceof PluginError) throw error;
      // Else the stream was cut: the status says why.
    } finally {
      if (!this.#stream.readableEnded) this.cancel();
      else if (!this.#stream.writableEnded) this.#stream.close(lateNode.http2.constants.NGHTTP2_NO_ERROR);
    }
    await this.#closed;
    const failure = this.#failure();
    if (failure !== undefined) throw failure;
  }

  #failure(): PluginError | undefined {
    const { "grpc-status": status, "grpc-message": message = "" } =
      this.#trailers["grpc-status"] === undefined ? this.#headers : this.#trailers;
    if (status === undefined) return this.#failureWithoutStatus();
    const code = errorCodeOf(String(status));
    return code && new PluginError(percentDecode(String(message)), code);
  }

  /** The other side is no gRPC server, or is gone. */
  #failureWithoutStatus(): PluginError {
    if (this.#isCancelled) return new PluginError("the call was cancelled", "CANCELLED");
    const options = { cause: this.#error };
    const httpStatus = this.#headers[":status"];
    if (httpStatus !== undefined && httpStatus !== 200) {
      return new PluginError(`the other side answered with HTTP status ${httpStatus}`, "UNKNOWN", options);
    }
    if (this.session.destroyed) {
      return new PluginError(
        `the connection was lost: ${this.#error?.message ?? "it was closed"}`,
        "UNAVAILABLE",
        options,
      );
    }
    const { rstCode = 0 } = this.#stream;
    const code = errorOfReset(rstCode);
    return new PluginError(`the other side ended the call without a status (HTTP/2 code ${rstCode})`, code, options);
  }
}

/** https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#errors */
const RESETS = {
  NGHTTP2_PROTOCOL_ERROR: "INTERNAL",
  NGHTTP2_INTERNAL_ERROR: "INTERNAL",
  NGHTTP2_FLOW_CONTROL_ERROR: "INTERNAL",
  NGHTTP2_FRAME_SIZE_ERROR: "INTERNAL",
  NGHTTP2_CANCEL: "CANCELLED",
  NGHTTP2_ENHANCE_YOUR_CALM: "RESOURCE_EXHAUSTED",
  NGHTTP2_INADEQUATE_SECURITY: "PERMISSION_DENIED",
} as const satisfies Partial<Record<keyof typeof constants, ErrorCode>>;

function errorOfReset(rstCode: number): ErrorCode {
  const { constants: codes } = lateNode.http2;
  const name = (Object.keys(RESETS) as (keyof typeof RESETS)[]).find((known) => codes[known] === rstCode);
  return name === undefined ? "UNAVAILABLE" : RESETS[name];
}
