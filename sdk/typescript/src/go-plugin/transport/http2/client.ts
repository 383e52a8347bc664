import type { ClientHttp2Session } from "node:http2";
import { connect as connectSocket, type NetConnectOpts } from "node:net";
import { lateNode } from "../../late-node.js";
import type { Connection, IncomingStream } from "../../rpc/connection.js";
import type { MutualTls } from "../tls/auto-mtls.js";
import { SERVER_NAME } from "../tls/certificate.js";
import type { PeerAddress } from "../transport.js";
import { ClientCall } from "./client-call.js";
import { onlyMessage } from "./read-messages.js";

/** Connects to a gRPC server on Node's own HTTP/2. A connection that is lost is made again for the next call. */
export function connectHttp2(peer: PeerAddress, tls?: MutualTls): Connection {
  let session: ClientHttp2Session | undefined;
  const open = (service: string, method: string) => {
    if (session === undefined || session.closed || session.destroyed) session = openSession(peer, tls);
    return new ClientCall(session, `/${service}/${method}`);
  };
  return {
    async unary(service, method, request) {
      const call = open(service, method);
      void call.sendAll([request]);
      return await onlyMessage(call.answers());
    },
    serverStream(service, method, request) {
      const call = open(service, method);
      void call.sendAll([request]);
      return incoming(call);
    },
    bidiStream(service, method, requests) {
      const call = open(service, method);
      void call.sendAll(requests);
      return incoming(call);
    },
    close: () => session?.destroy(undefined, lateNode.http2.constants.NGHTTP2_CANCEL),
  };
}

function incoming(call: ClientCall): IncomingStream {
  return { cancel: () => call.cancel(), [Symbol.asyncIterator]: () => call.answers() };
}

function openSession(peer: PeerAddress, tls: MutualTls | undefined): ClientHttp2Session {
  const scheme = tls === undefined ? "http" : "https";
  const session = lateNode.http2.connect(`${scheme}://${SERVER_NAME}`, {
    createConnection: () => openSocket(socketOptions(peer), tls),
  });
  // Each call under way hears of it, too.
  session.on("error", () => {});
  return session;
}

function openSocket(options: NetConnectOpts, tls: MutualTls | undefined) {
  if (tls === undefined) return connectSocket(options);
  const { certificatePem, privateKeyPem } = tls.own;
  const identity = { cert: certificatePem, key: privateKeyPem, ca: tls.peerPem };
  return lateNode.tls.connect({ ...options, ...identity, servername: SERVER_NAME, ALPNProtocols: ["h2"] });
}

function socketOptions({ network, address }: PeerAddress): NetConnectOpts {
  if (network === "unix") return { path: address };
  const [, host = "", port = ""] = /^(.*):(\d+)$/.exec(address) ?? [];
  return { host: host.replace(/^\[(.*)\]$/, "$1"), port: Number(port) };
}
