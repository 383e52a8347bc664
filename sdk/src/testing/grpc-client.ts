import grpc from "@grpc/grpc-js";
import type { Handshake } from "../go-plugin/handshake.js";
import { type ErrorCode, PluginError, StatusCode } from "../go-plugin/plugin-error.js";
import type { ClientTransport, IncomingStream } from "./client-transport.js";

const UNLIMITED = -1;
const asIs = (message: Buffer) => message;
const asBuffer = (message: Uint8Array) => Buffer.from(message.buffer, message.byteOffset, message.byteLength);

/** Connects to where a plugin's handshake says it listens. The connection itself is made at the first call. */
export function grpcTransport({ network, address }: Handshake): ClientTransport {
  const target = network === "unix" ? `unix:${address}` : address;
  const client = new grpc.Client(target, grpc.credentials.createInsecure(), {
    "grpc.max_receive_message_length": UNLIMITED,
    "grpc.max_send_message_length": UNLIMITED,
  });
  return {
    unary: (service, method, request) =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(`/${service}/${method}`, asBuffer, asIs, request, (error, response) => {
          if (error) reject(toPluginError(error));
          else resolve(response ?? new Uint8Array(0));
        });
      }),
    serverStream: (service, method, request) =>
      incoming(client.makeServerStreamRequest(`/${service}/${method}`, asBuffer, asIs, request)),
    close: () => client.close(),
  };
}

function incoming(call: grpc.ClientReadableStream<Uint8Array>): IncomingStream {
  return {
    cancel: () => call.cancel(),
    async *[Symbol.asyncIterator]() {
      try {
        for await (const message of call) yield message as Uint8Array;
      } catch (error) {
        throw toPluginError(error);
      } finally {
        call.cancel();
      }
    },
  };
}

function toPluginError(reason: unknown): PluginError {
  const { code, details } = reason as Partial<grpc.ServiceError>;
  const name = Object.entries(StatusCode).find(([, number]) => number === code)?.[0];
  if (name === undefined || name === "OK") return PluginError.from(reason);
  return new PluginError(details ?? "", name as ErrorCode, { cause: reason });
}
