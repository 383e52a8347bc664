import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { message, type RawCall } from "../../../sdk/typescript/src/go-plugin/transport/http2/raw-call.js";

/** Wrong and odd input, the same for each seed. */

/** HTTP/2's frame types by number (RFC 9113, 6), and one that is none. */
const FRAME_TYPES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 42];
const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Uint8Array,
  length = payload.length,
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(length & 0xffffff, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream >>> 0, 5);
  return Buffer.concat([head, payload]);
}

/** Headers without Huffman codes and without the table: each a literal (RFC 7541, 6.2.2). */
export function headerBlock(headers: Readonly<Record<string, string>>): Buffer {
  const text = (value: string) => {
    const bytes = Buffer.from(value);
    // A length below 127 is one byte; longer ones have the rest in seven bits each.
    const size = bytes.length < 127 ? [bytes.length] : [127, ...sevenBits(bytes.length - 127)];
    return Buffer.concat([Buffer.from(size), bytes]);
  };
  return Buffer.concat(Object.entries(headers).flatMap(([name, value]) => [Buffer.of(0), text(name), text(value)]));
}

function sevenBits(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...sevenBits(Math.floor(value / 128))];
}

export const GRPC_HEADERS = {
  ":method": "POST",
  ":scheme": "http",
  ":path": "/test.Echo/Echo",
  ":authority": "unused",
  "content-type": "application/grpc",
  te: "trailers",
} as const;

/** What opens a connection as it should be. */
export const OPENING = Buffer.concat([PREFACE, frame(4, 0, 0, Buffer.alloc(0))]);

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

/** Frames of any type, flags, stream and length; some with headers that can be read. */
const anyFrame = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...FRAME_TYPES),
      fc.nat(255),
      fc.oneof(fc.constantFrom(0, 1, 2, 3, 5, 2 ** 31 - 1), fc.nat(2 ** 31)),
      bytes(64),
      fc.option(fc.nat(2 ** 24 - 1), { nil: undefined, freq: 8 }),
    )
    .map(([type, flags, stream, payload, length]) => frame(type, flags, stream, payload, length)),
  fc
    .tuple(fc.constantFrom(1, 3, 5, 7), fc.constantFrom(0x4, 0x5), fc.constantFrom("POST", "GET", "", "PRI"))
    .map(([stream, flags, method]) => frame(1, flags, stream, headerBlock({ ...GRPC_HEADERS, ":method": method }))),
  fc.tuple(fc.constantFrom(1, 3, 5), bytes(200)).map(([stream, payload]) => frame(0, 1, stream, payload)),
);

/** Bytes of a whole connection: a good opening or none, then frames, then noise. */
const connection = fc
  .tuple(
    fc.constantFrom(OPENING, OPENING, OPENING, PREFACE, Buffer.alloc(0)),
    fc.array(anyFrame, { maxLength: 12 }),
    bytes(40),
  )
  .map(([opening, frames, noise]) => Buffer.concat([opening, ...frames, noise]));

export function connections(count: number, seed: number): Buffer[] {
  return fc.sample(connection, { seed, numRuns: count });
}

const payload = fc.oneof(
  bytes(64),
  fc.constantFrom(0, 1, 16_384, 70_000).map((size) => new Uint8Array(size)),
);

/** One message: right, compressed, compressed and spoilt, of an unknown format, or of another length than it says. */
const piece = fc.oneof(
  payload.map((content) => message(content)),
  payload.map((content) => message(gzipSync(content), 1)),
  fc.tuple(payload, fc.nat(40)).map(([content, at]) => message(spoilt(gzipSync(content), at), 1)),
  payload.map((content) => message(content, 1)),
  fc.tuple(payload, fc.integer({ min: 2, max: 255 })).map(([content, format]) => message(content, format)),
  fc
    .tuple(payload, fc.oneof(fc.nat(100), fc.constantFrom(2 ** 31, 2 ** 32 - 1)))
    .map(([content, length]) => message(content, 0, length)),
  fc.tuple(payload, fc.nat(70)).map(([content, size]) => message(content).subarray(0, size)),
);

function spoilt(content: Buffer, at: number): Buffer {
  const position = at % content.length;
  content.writeUInt8(content.readUInt8(position) ^ 0x55, position);
  return content;
}

/** Mostly right, so that each fault is met alone, too. */
const mostly = <T>(usual: T, ...others: readonly T[]) => fc.constantFrom(...Array<T>(6).fill(usual), ...others);

const call: fc.Arbitrary<RawCall> = fc
  .record({
    path: mostly("/test.Echo/Echo", "/test.Echo/Watch", "/test.Echo/Talk", "/test.Echo/None", "/no/Echo", "/x", "/"),
    method: mostly("POST", "GET", "PUT"),
    type: mostly("application/grpc", "application/grpc+x", "application/grpc;x", "text/plain", "application/grpcx", ""),
    encoding: mostly("gzip", "identity", "", "snappy", "br"),
    timeout: mostly("20S", "9H", "0S", "1", "S", "1s", "123456789S", "-1S", "0n"),
    body: fc.oneof(
      { weight: 3, arbitrary: fc.array(piece, { minLength: 1, maxLength: 1 }) },
      fc.array(piece, { maxLength: 3 }),
    ),
  })
  .map(({ path, method, type, encoding, timeout, body }) => ({
    headers: {
      ":path": path,
      ":method": method,
      "content-type": type,
      "grpc-encoding": encoding,
      "grpc-timeout": timeout,
    },
    body,
  }));

export function calls(count: number, seed: number): RawCall[] {
  return fc.sample(call, { seed, numRuns: count });
}

const NOTHING = Buffer.alloc(0);
const END_HEADERS = 0x4;
const [HEADERS, RST_STREAM, SETTINGS, PING, WINDOW_UPDATE, CONTINUATION] = [1, 3, 4, 6, 8, 9] as const;
const MANY = 10_000;

function opened(count: number, headers: Readonly<Record<string, string>>, then: (stream: number) => Buffer): Buffer {
  const block = headerBlock(headers);
  const streams = Array.from({ length: count }, (_, index) => 2 * index + 1);
  return Buffer.concat(streams.flatMap((stream) => [frame(HEADERS, END_HEADERS, stream, block), then(stream)]));
}

/** Frames that are right one by one, and too much together. */
export function floods(): Record<string, Buffer> {
  const watch = { ...GRPC_HEADERS, ":path": "/test.Echo/Watch" };
  const flood = { ...GRPC_HEADERS, ":path": "/test.Echo/Flood" };
  const pairs = Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`x-${n}`, "value"]));
  const noWindow = frame(SETTINGS, 0, 0, Buffer.from([0, 4, 0, 0, 0, 0]));
  const asked = (size: number) => (stream: number) => frame(0, 1, stream, message(new Uint8Array(size)));
  const bodies = {
    "10,000 streams that never go on": opened(MANY, GRPC_HEADERS, () => NOTHING),
    "10,000 streams, each with half a message": opened(MANY, GRPC_HEADERS, (s) =>
      frame(0, 0, s, message("hello").subarray(0, 7)),
    ),
    "10,000 streams, each reset at once": opened(MANY, GRPC_HEADERS, (s) =>
      frame(RST_STREAM, 0, s, Buffer.from([0, 0, 0, 8])),
    ),
    "10,000 streams that announce 2 GiB": opened(MANY, GRPC_HEADERS, (s) =>
      frame(0, 0, s, message("x", 0, 2 ** 31 - 1)),
    ),
    "headers that go on and on": Buffer.concat([
      frame(HEADERS, 0, 1, headerBlock(GRPC_HEADERS)),
      ...Array.from({ length: 2_000 }, (_, n) =>
        frame(CONTINUATION, 0, 1, headerBlock({ [`x-${n}`]: "v".repeat(4_000) })),
      ),
    ]),
    "3,000 headers in one frame": frame(
      HEADERS,
      END_HEADERS,
      1,
      headerBlock({ ...GRPC_HEADERS, ...pairs }).subarray(0, 16_000),
    ),
    "1,000 answers to a client without a window": Buffer.concat([noWindow, opened(1_000, watch, asked(10_000))]),
    "50 endless streams that nobody reads": opened(50, flood, asked(0)),
    "10,000 PINGs": Buffer.concat(Array<Buffer>(MANY).fill(frame(PING, 0, 0, Buffer.alloc(8)))),
    "10,000 SETTINGS": Buffer.concat(Array<Buffer>(MANY).fill(frame(SETTINGS, 0, 0, NOTHING))),
    "windows that overflow": Buffer.concat(
      Array<Buffer>(10).fill(frame(WINDOW_UPDATE, 0, 0, Buffer.from([0x7f, 0xff, 0xff, 0xff]))),
    ),
    "10,000 empty pieces of data": Buffer.concat([
      frame(HEADERS, END_HEADERS, 1, headerBlock(GRPC_HEADERS)),
      ...Array<Buffer>(MANY).fill(frame(0, 0, 1, NOTHING)),
    ]),
  };
  return Object.fromEntries(Object.entries(bodies).map(([name, body]) => [name, Buffer.concat([OPENING, body])]));
}
