import type { Connection } from "../rpc/connection.js";
import { PluginError } from "../rpc/plugin-error.js";
import type { Service } from "../rpc/service.js";
import { bind } from "../transport/bind.js";
import type { MutualTls } from "../transport/tls/auto-mtls.js";
import type { Transport } from "../transport/transport.js";
import { ConnInfoExchange } from "./conn-info-exchange.js";

/**
 * go-plugin's way to more connections: one side serves under a number and tells the other one that number in a call of
 * its own; the other side dials it. With AutoMTLS these connections have it too.
 */
export interface Broker {
  /** A number that was not handed out before. */
  nextId(): number;
  /**
   * Serves on a listener of its own and tells the host where, under `id`.
   * @throws {PluginError} DEADLINE_EXCEEDED when the host has no broker stream open within 5 s.
   */
  accept(id: number, services: readonly Service[]): Promise<BrokeredServer>;
  /**
   * Connects to what the host serves under `id`. Close it when it is not needed any more.
   * @throws {PluginError} DEADLINE_EXCEEDED when the host serves nothing there within 5 s.
   */
  dial(id: number): Promise<Connection>;
}

export interface BrokeredServer {
  /** Ends the listener and its connections. The plugin's end does it too. */
  close(): Promise<void>;
}

export interface BrokerOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly network: "unix" | "tcp";
  readonly transport: Transport;
  readonly tls: MutualTls | undefined;
}

/** ms for the connections of one brokered server to close by themselves. */
const CLOSE_GRACE = 100;

export class GrpcBroker implements Broker {
  readonly #exchange = new ConnInfoExchange();
  readonly #servers = new Set<BrokeredServer>();
  readonly #connections = new Set<Connection>();
  #lastId = 0;

  constructor(readonly options: BrokerOptions) {}

  /** What the host's broker talks to. */
  get service(): Service {
    return this.#exchange.service;
  }

  nextId(): number {
    return ++this.#lastId;
  }

  async accept(id: number, services: readonly Service[]): Promise<BrokeredServer> {
    const { environment, network, transport, tls } = this.options;
    const server = transport.createServer(services, tls);
    const endpoint = await bind(server, environment, network);
    const brokered: BrokeredServer = {
      close: async () => {
        this.#servers.delete(brokered);
        await server.close(CLOSE_GRACE);
        endpoint.remove();
      },
    };
    this.#servers.add(brokered);
    try {
      await this.#exchange.send({ serviceId: id, network: endpoint.network, address: endpoint.address });
    } catch (error) {
      await brokered.close();
      throw error;
    }
    return brokered;
  }

  async dial(id: number): Promise<Connection> {
    const { network, address } = await this.#exchange.receive(id);
    if (network !== "unix" && network !== "tcp") {
      throw new PluginError(`the host offers id ${id} on ${network}, which is not known here`, "UNIMPLEMENTED");
    }
    const { transport, tls } = this.options;
    const connection = transport.connect({ network, address }, tls);
    const tracked: Connection = {
      ...connection,
      close: () => {
        this.#connections.delete(tracked);
        connection.close();
      },
    };
    this.#connections.add(tracked);
    return tracked;
  }

  /** Ends everything that was accepted or dialled. */
  async close(): Promise<void> {
    for (const connection of this.#connections) connection.close();
    await Promise.all([...this.#servers].map((server) => server.close()));
  }
}
