import { within } from "../bounded-wait.js";
import { GO_PLUGIN } from "../rpc/facts.js";
import { PluginError } from "../rpc/plugin-error.js";
import type { OutgoingStream, Service } from "../rpc/service.js";
import { type ConnInfo, decodeConnInfo, encodeConnInfo } from "./conn-info.js";

/** ms that one side waits for the other, as go-plugin's own broker does (grpc_broker.go:535). */
const PATIENCE = 5_000;

/** plugin.GRPCBroker: the stream on which both sides say where they listen. The host opens it as soon as it has connected. */
export class ConnInfoExchange {
  /** Of the connection that came last. */
  #stream: OutgoingStream | undefined;
  readonly #streamWaiters = new Set<(stream: OutgoingStream) => void>();
  /** What the host said and nobody asked for yet. */
  readonly #offers = new Map<number, ConnInfo>();
  readonly #offerWaiters = new Map<number, (info: ConnInfo) => void>();

  readonly service: Service = {
    name: GO_PLUGIN.service.goPluginBroker,
    methods: { StartStream: { kind: "bidi-stream", handle: (requests, stream) => this.#run(requests, stream) } },
  };

  /** @throws {PluginError} DEADLINE_EXCEEDED when the host has no broker stream open within 5 s. */
  async send(info: Omit<ConnInfo, "knock">): Promise<void> {
    const stream =
      this.#stream ??
      (await patiently<OutgoingStream>("the host opened no broker stream", (resolve) => {
        this.#streamWaiters.add(resolve);
        return () => this.#streamWaiters.delete(resolve);
      }));
    await stream.send(encodeConnInfo(info));
  }

  /** @throws {PluginError} DEADLINE_EXCEEDED when the host says nothing about `id` within 5 s. */
  async receive(id: number): Promise<ConnInfo> {
    const offer = this.#offers.get(id);
    this.#offers.delete(id);
    if (offer !== undefined) return offer;
    return patiently<ConnInfo>(`the host offered nothing under the broker's id ${id}`, (resolve) => {
      this.#offerWaiters.set(id, resolve);
      return () => this.#offerWaiters.delete(id);
    });
  }

  async #run(requests: AsyncIterable<Uint8Array>, stream: OutgoingStream): Promise<void> {
    this.#stream = stream;
    for (const wake of this.#streamWaiters) wake(stream);
    try {
      for await (const request of requests) this.#take(decodeConnInfo(request));
    } finally {
      if (this.#stream === stream) this.#stream = undefined;
    }
  }

  #take(info: ConnInfo): void {
    if (info.knock) return;
    const waiter = this.#offerWaiters.get(info.serviceId);
    if (waiter === undefined) this.#keep(info);
    else waiter(info);
  }

  #keep(info: ConnInfo): void {
    this.#offers.set(info.serviceId, info);
    setTimeout(() => {
      if (this.#offers.get(info.serviceId) === info) this.#offers.delete(info.serviceId);
    }, PATIENCE).unref();
  }
}

/** What `subscribe` comes to hear; its result ends the wait. */
async function patiently<T>(what: string, subscribe: (resolve: (value: T) => void) => () => void): Promise<T> {
  let unsubscribe = () => {};
  const heard = new Promise<T>((resolve) => {
    unsubscribe = subscribe(resolve);
  });
  try {
    return await within(PATIENCE, heard, () => {
      throw new PluginError(`${what} within ${PATIENCE} ms`, "DEADLINE_EXCEEDED");
    });
  } finally {
    unsubscribe();
  }
}
