import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from "node:http2";
import { connect as connectSocket } from "node:net";

/** A call as it is on the wire: any headers, any bytes. Tests of a server make such calls; no plugin does. */
export interface RawCall {
  readonly headers?: OutgoingHttpHeaders;
  /** Pieces of the request's body, each a write of its own. */
  readonly body?: readonly Uint8Array[];
  /** Whether our half ends after the body. Default true. */
  readonly end?: boolean;
  /** Our half is reset with this code after the body. */
  readonly reset?: number;
}

/** What came back. */
export interface RawAnswer {
  /** 0 when the stream was reset before there were headers. */
  readonly httpStatus: number;
  /** From trailers, or from headers of a call that has no others. */
  readonly grpcStatus: string | undefined;
  readonly grpcMessage: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  /** HTTP/2's code at the stream's end; undefined when it has not ended in time. */
  readonly code: number | undefined;
}

/** An HTTP/2 connection to a unix socket. */
export function openSession(path: string): ClientHttp2Session {
  const session = connect("http://unused", { createConnection: () => connectSocket(path) });
  session.on("error", () => {});
  return session;
}

/** A message with its prefix; `format` is 0 for plain and 1 for compressed. */
export function message(bytes: Uint8Array | string, format = 0, length?: number): Buffer {
  const payload = Buffer.from(bytes as Uint8Array);
  const prefix = Buffer.from([format, 0, 0, 0, 0]);
  prefix.writeUInt32BE(length ?? payload.length, 1);
  return Buffer.concat([prefix, payload]);
}

/** Sends a call and waits for its end, `patienceMs` at most. */
export async function rawCall(session: ClientHttp2Session, call: RawCall, patienceMs = 10_000): Promise<RawAnswer> {
  const { headers = {}, body = [], end = true } = call;
  const stream = session.request(
    {
      ":method": "POST",
      ":path": "/test.Echo/Echo",
      "content-type": "application/grpc",
      te: "trailers",
      ...headers,
    },
    { endStream: false },
  );
  let received: Record<string, unknown> = {};
  let trailers: Record<string, unknown> = {};
  const pieces: Buffer[] = [];
  stream.on("error", () => {});
  stream.on("response", (given) => (received = given));
  stream.on("trailers", (given) => (trailers = given));
  stream.on("data", (piece: Buffer) => pieces.push(piece));
  const closed = new Promise<number | undefined>((resolve) => stream.once("close", () => resolve(stream.rstCode ?? 0)));
  for (const piece of body) stream.write(piece);
  if (call.reset !== undefined) stream.close(call.reset);
  else if (end) stream.end();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), patienceMs)));
  const code = await Promise.race([closed, late]);
  clearTimeout(timer);
  if (code === undefined) stream.close(8);
  const status = trailers["grpc-status"] === undefined ? received : trailers;
  return {
    httpStatus: Number(received[":status"] ?? 0),
    grpcStatus: status["grpc-status"] as string | undefined,
    grpcMessage: status["grpc-message"] as string | undefined,
    headers: received,
    body: Buffer.concat(pieces),
    code,
  };
}
