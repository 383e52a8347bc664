import { GO_PLUGIN } from "./rpc/facts.js";
import { EMPTY, type Service } from "./rpc/service.js";

/**
 * The host's way to ask a plugin to end. It waits for the answer without a deadline, and closes the connection when it has
 * it: `onShutdown` must settle soon.
 */
export function controllerService(onShutdown: () => Promise<void>): Service {
  return {
    name: GO_PLUGIN.service.goPluginController,
    methods: {
      Shutdown: {
        kind: "unary",
        async handle() {
          await onShutdown();
          return EMPTY;
        },
      },
    },
  };
}
