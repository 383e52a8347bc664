import type { Connection } from "../rpc/connection.js";
import type { Service } from "../rpc/service.js";
import type { MutualTls } from "./tls/auto-mtls.js";

/** What carries services and calls: one for each library that speaks gRPC. */
export interface Transport {
  /** With `tls`, only a client that shows the peer's certificate is served. */
  createServer(services: readonly Service[], tls?: MutualTls): Server;
  /** Connects to where a go-plugin peer says it listens. The connection itself is made at the first call. */
  connect(peer: PeerAddress, tls?: MutualTls): Connection;
}

/** Services on an address. */
export interface Server {
  /** Resolves with the port that is listened on (0 for a unix socket). @throws when the address cannot be bound. */
  listen(address: Address): Promise<number>;
  /** Resolves when all connections are gone, or after `graceMs`, when what is left is cut off. */
  close(graceMs: number): Promise<void>;
}

/** Where a server is to listen. */
export type Address =
  | { readonly network: "unix"; readonly path: string }
  | { readonly network: "tcp"; readonly host: string; readonly port: number };

/** Where a peer listens, in the words of the handshake. */
export interface PeerAddress {
  readonly network: "unix" | "tcp";
  /** A socket path, or `127.0.0.1:PORT`. */
  readonly address: string;
}
