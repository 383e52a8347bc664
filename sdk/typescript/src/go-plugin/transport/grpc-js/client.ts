import grpc from "@grpc/grpc-js";
import type { Connection, IncomingStream } from "../../rpc/connection.js";
import { type ErrorCode, PluginError, StatusCode } from "../../rpc/plugin-error.js";
import type { MutualTls } from "../tls/auto-mtls.js";
import { SERVER_NAME } from "../tls/certificate.js";
import type { PeerAddress } from "../transport.js";

const UNLIMITED = -1;
const asIs = (message: Buffer) => message;
const asBuffer = (message: Uint8Array) => Buffer.from(message.buffer, message.byteOffset, message.byteLength);

export function connectTo({ network, address }: PeerAddress, tls?: MutualTls): Connection {
  const target = network === "unix" ? `unix:${address}` : address;
  const client = new grpc.Client(target, credentialsFor(tls), {
    "grpc.max_receive_message_length": UNLIMITED,
    "grpc.max_send_message_length": UNLIMITED,
    "grpc.default_authority": SERVER_NAME,
    ...(tls === undefined ? {} : { "grpc.ssl_target_name_override": SERVER_NAME }),
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
    bidiStream(service, method, requests) {
      const call = client.makeBidiStreamRequest(`/${service}/${method}`, asBuffer, asIs);
      void sendAll(call, requests);
      return incoming(call);
    },
    close: () => client.close(),
  };
}

function credentialsFor(tls: MutualTls | undefined): grpc.ChannelCredentials {
  if (tls === undefined) return grpc.credentials.createInsecure();
  const { privateKeyPem, certificatePem } = tls.own;
  return grpc.credentials.createSsl(Buffer.from(tls.peerPem), Buffer.from(privateKeyPem), Buffer.from(certificatePem));
}

/** Requests that fail cancel the call: the reader of the answers hears of it. */
async function sendAll(
  call: grpc.ClientDuplexStream<Uint8Array, Uint8Array>,
  requests: AsyncIterable<Uint8Array>,
): Promise<void> {
  try {
    for await (const request of requests) {
      if (call.destroyed) return;
      if (!call.write(request))
        await new Promise<void>((resolve) => call.once("drain", resolve).once("close", resolve));
    }
    call.end();
  } catch {
    call.cancel();
  }
}

function incoming(call: grpc.ClientReadableStream<Uint8Array> | grpc.ClientDuplexStream<Uint8Array, Uint8Array>) {
  // A call whose answers nobody reads, or not yet, must not end the process when it fails.
  call.on("error", () => {});
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
  } satisfies IncomingStream;
}

function toPluginError(reason: unknown): PluginError {
  const { code, details } = reason as Partial<grpc.ServiceError>;
  const name = Object.entries(StatusCode).find(([, number]) => number === code)?.[0];
  if (name === undefined || name === "OK") return PluginError.from(reason);
  return new PluginError(details ?? "", name as ErrorCode, { cause: reason });
}
