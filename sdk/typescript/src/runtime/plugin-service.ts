import { SERVICE_NAMES } from "../../../../daemon/handshake.js";
import type { Plugin } from "../api/plugin.js";
import { EMPTY, type Method, type Service } from "../go-plugin/rpc/service.js";
import { commandMethods } from "./command-methods.js";
import { decodeVersion, encodeVersion } from "./frame-codec.js";
import type { Lifecycle } from "./lifecycle.js";
import { recordMethods } from "./record-methods.js";

/** The gRPC service that the daemon calls (plugin.proto), for either type of plugin. */
export function pluginService(plugin: Plugin, lifecycle: Lifecycle): Service {
  const methods = plugin.type === "datasource" ? recordMethods(plugin, lifecycle) : commandMethods(plugin, lifecycle);
  return { name: SERVICE_NAMES[plugin.type], methods: { ...methods, ...commonMethods(lifecycle) } };
}

function commonMethods(lifecycle: Lifecycle): Record<string, Method> {
  return {
    PushVersion: {
      kind: "unary",
      handle(request) {
        lifecycle.acceptVersion(decodeVersion(request));
        return EMPTY;
      },
    },
    GetVersion: { kind: "unary", handle: () => encodeVersion(lifecycle.plugin.version) },
    Stop: {
      kind: "unary",
      async handle() {
        await lifecycle.stop();
        return EMPTY;
      },
    },
  };
}
