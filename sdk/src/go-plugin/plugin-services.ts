import { EMPTY, type Service, untilAborted } from "./service.js";

/** The host's way to ask a plugin to end. It waits for the answer without a deadline: never leave it unanswered (1.7). */
export function controllerService(onShutdown: () => void): Service {
  return {
    name: "plugin.GRPCController",
    methods: {
      Shutdown: {
        kind: "unary",
        handle() {
          onShutdown();
          return EMPTY;
        },
      },
    },
  };
}

/**
 * The host opens this stream at once and keeps it for the connection's life (1.4). What the author prints becomes log
 * records instead, because the Laniakea daemon throws this stream's data away (Q15).
 */
export function stdioService(): Service {
  return {
    name: "plugin.GRPCStdio",
    methods: { StreamStdio: { kind: "server-stream", handle: (_request, stream) => untilAborted(stream.signal) } },
  };
}

/** Accepts the host's broker stream and keeps it open: no service of ours is brokered (1.6). */
export function brokerService(): Service {
  return {
    name: "plugin.GRPCBroker",
    methods: {
      StartStream: {
        kind: "bidi-stream",
        async handle(requests) {
          for await (const _ of requests) {
            // Nothing is offered and nothing is asked for.
          }
        },
      },
    },
  };
}
