// A service on one transport, without go-plugin: for clients and inputs that no host has. Arguments: a transport and a
// socket path or port. Prints a line when it listens, and ends when its stdin does.
import { PluginError } from "../../../sdk/typescript/src/go-plugin/rpc/plugin-error.js";
import {
  EMPTY,
  type Service,
  type UnaryMethod,
  untilAborted,
} from "../../../sdk/typescript/src/go-plugin/rpc/service.js";
import { grpcJsTransport } from "../../../sdk/typescript/src/go-plugin/transport/grpc-js/transport.js";
import { http2Transport } from "../../../sdk/typescript/src/go-plugin/transport/http2/transport.js";
import { interopService } from "../interop/test-service.js";

/** What the process holds, in bytes, when all that can be freed is. */
const memory: UnaryMethod = {
  kind: "unary",
  handle() {
    for (let times = 0; times < 3; times++) collect();
    const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
    return Buffer.from(JSON.stringify({ rss, held: heapUsed + arrayBuffers }));
  },
};

function collect(): void {
  const { gc, Bun: bun } = globalThis as { gc?: () => void; Bun?: { gc(isSynchronous: boolean): void } };
  gc?.();
  bun?.gc(true);
}

const echo: Service = {
  name: "test.Echo",
  methods: {
    Memory: memory,
    Echo: { kind: "unary", handle: (request) => request },
    Watch: { kind: "server-stream", handle: (request, stream) => stream.send(request) },
    Talk: {
      kind: "bidi-stream",
      async handle(requests, stream) {
        for await (const request of requests) await stream.send(request);
      },
    },
    Fail: { kind: "unary", handle: (request) => Promise.reject(new PluginError(String(request), "DATA_LOSS")) },
    Sleep: { kind: "server-stream", handle: (_request, stream) => untilAborted(stream.signal) },
    Flood: {
      kind: "server-stream",
      async handle(_request, stream) {
        for (;;) await stream.send(new Uint8Array(10_000));
      },
    },
    Nothing: { kind: "unary", handle: () => EMPTY },
  },
};

const [, , name, address = ""] = process.argv;
const transport = name === "grpc-js" ? grpcJsTransport : http2Transport;
const server = transport.createServer([echo, interopService]);
const where = address.startsWith("/")
  ? ({ network: "unix", path: address } as const)
  : ({ network: "tcp", host: "127.0.0.1", port: 0 } as const);
void server.listen(where).then((port) => console.log(`listening on ${port}`));
process.stdin.resume().once("end", () => process.exit());
