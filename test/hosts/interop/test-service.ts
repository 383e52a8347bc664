import { type ErrorCode, PluginError, StatusCode } from "../../../sdk/typescript/src/go-plugin/rpc/plugin-error.js";
import { EMPTY, type OutgoingStream, type Service } from "../../../sdk/typescript/src/go-plugin/rpc/service.js";
import {
  MessageWriter,
  readFields,
  toBytes,
  toInteger,
  toText,
} from "../../../sdk/typescript/src/go-plugin/rpc/wire.js";

/**
 * The service that the clients of all gRPC libraries test servers with, as far as it needs no metadata:
 * https://github.com/grpc/grpc/blob/master/doc/interop-test-descriptions.md and grpc.testing's messages.proto.
 */
export const interopService: Service = {
  name: "grpc.testing.TestService",
  methods: {
    EmptyCall: { kind: "unary", handle: () => EMPTY },
    UnaryCall: {
      kind: "unary",
      handle(request) {
        const { size, status } = readRequest(request);
        throwStatus(status);
        return payload(size);
      },
    },
    StreamingOutputCall: { kind: "server-stream", handle: (request, stream) => answer(request, stream) },
    StreamingInputCall: {
      kind: "bidi-stream",
      async handle(requests, stream) {
        let sum = 0;
        for await (const request of requests) sum += bodyOf(fieldsOf(request, 1)[0] ?? EMPTY).length;
        await stream.send(new MessageWriter().integer(1, sum).finish());
      },
    },
    FullDuplexCall: {
      kind: "bidi-stream",
      async handle(requests, stream) {
        for await (const request of requests) await answer(request, stream);
      },
    },
  },
};

/** SimpleRequest and StreamingOutputCallRequest share these numbers. */
function readRequest(request: Uint8Array) {
  let size = 0;
  const sizes: number[] = [];
  let status: Uint8Array = EMPTY;
  for (const { number, value } of readFields(request)) {
    if (number === 2 && typeof value === "bigint") size = toInteger(value);
    else if (number === 2) sizes.push(integerOf(toBytes(value), 1));
    if (number === 7) status = toBytes(value);
  }
  return { size, sizes, status };
}

async function answer(request: Uint8Array, stream: OutgoingStream): Promise<void> {
  const { sizes, status } = readRequest(request);
  throwStatus(status);
  for (const size of sizes) await stream.send(payload(size));
}

function throwStatus(status: Uint8Array): void {
  const code = integerOf(status, 1);
  const name = Object.entries(StatusCode).find(([, number]) => number === code)?.[0] ?? "UNKNOWN";
  if (name !== "OK") throw new PluginError(toText(fieldsOf(status, 2)[0] ?? EMPTY), name as ErrorCode);
}

function payload(size: number): Uint8Array {
  return new MessageWriter().message(1, new MessageWriter().bytes(2, new Uint8Array(size)).finish()).finish();
}

function bodyOf(message: Uint8Array): Uint8Array {
  return fieldsOf(message, 2)[0] ?? EMPTY;
}

function fieldsOf(message: Uint8Array, wanted: number): Uint8Array[] {
  return [...readFields(message)].filter(({ number }) => number === wanted).map(({ value }) => toBytes(value));
}

function integerOf(message: Uint8Array, wanted: number): number {
  for (const { number, value } of readFields(message)) if (number === wanted) return toInteger(value);
  return 0;
}
