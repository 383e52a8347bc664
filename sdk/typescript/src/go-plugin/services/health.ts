import { GO_PLUGIN } from "../rpc/facts.js";
import { PluginError } from "../rpc/plugin-error.js";
import { type Service, untilAborted } from "../rpc/service.js";
import { MessageWriter, readFields, toText } from "../rpc/wire.js";

/** The service name under which go-plugin's client asks (grpc_client.go:127-134). */
const PLUGIN = GO_PLUGIN.service.healthName;
const SERVING = 1;

/** grpc.health.v1: "plugin" and "" are serving for as long as the process lives. */
export function healthService(): Service {
  return {
    name: GO_PLUGIN.service.health,
    methods: {
      Check: { kind: "unary", handle: (request) => statusFor(requestedService(request)) },
      Watch: {
        kind: "server-stream",
        async handle(request, stream) {
          await stream.send(statusFor(requestedService(request)));
          await untilAborted(stream.signal);
        },
      },
    },
  };
}

function requestedService(request: Uint8Array): string {
  for (const field of readFields(request)) if (field.number === 1) return toText(field.value);
  return "";
}

function statusFor(service: string): Uint8Array {
  if (service !== PLUGIN && service !== "") throw new PluginError(`unknown service ${service}`, "NOT_FOUND");
  return new MessageWriter().integer(1, SERVING).finish();
}
