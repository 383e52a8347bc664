// A plugin for a host that has nothing to do with Laniakea: only the generic server, driven by test/hosts/go/generic-host.
import {
  type Broker,
  captureStdout,
  createLogger,
  MessageWriter,
  PluginError,
  readFields,
  servePlugin,
  type Service,
  toBytes,
  toText,
  writeStderrSync,
} from "../../../sdk/typescript/src/go-plugin/index.js";
import { grpcJsTransport } from "../../../sdk/typescript/src/go-plugin/transport/grpc-js/transport.js";

const earlyStdout = captureStdout();
console.log("printed while it loads");

/** Every message of this service has one field of bytes, as google.protobuf.BytesValue. */
const wrap = (value: Uint8Array | string) => new MessageWriter().bytes(1, Buffer.from(value)).finish();
function unwrap(message: Uint8Array): Uint8Array {
  for (const { number, value } of readFields(message)) if (number === 1) return toBytes(value);
  return new Uint8Array(0);
}

const shelf: Service = {
  name: "store.Shelf",
  methods: { Read: { kind: "unary", handle: (request) => wrap(`${toText(unwrap(request))} shelf: three jars`) } },
};

function store(broker: Broker, version: number): Service {
  return {
    name: "store.Store",
    methods: {
      Version: { kind: "unary", handle: () => wrap(String(version)) },
      Echo: { kind: "unary", handle: (request) => wrap(unwrap(request)) },
      Fail: {
        kind: "unary",
        handle() {
          throw new PluginError("the store is closed", "FAILED_PRECONDITION");
        },
      },
      Stream: {
        kind: "server-stream",
        async handle(request, stream) {
          for (const size of toText(unwrap(request)).split(",")) await stream.send(wrap(Buffer.alloc(Number(size), 1)));
        },
      },
      CallBack: {
        kind: "unary",
        async handle(request) {
          const host = await broker.dial(Number(toText(unwrap(request))));
          const answer = await host.unary("host.Greeter", "Greet", wrap("plugin"));
          host.close();
          return wrap(unwrap(answer));
        },
      },
      DialNothing: {
        kind: "unary",
        async handle() {
          await broker.dial(4242);
          return wrap("");
        },
      },
      Open: {
        kind: "unary",
        async handle() {
          const id = broker.nextId();
          await broker.accept(id, [shelf]);
          return wrap(String(id));
        },
      },
      Print: {
        kind: "unary",
        handle() {
          process.stdout.write(`out: 21 °C\n${"o".repeat(5_000)}\nand no end`);
          process.stderr.write("err: plain\n");
          process.stderr.write('{"@level":"info","@message":5,"why":"ends a host"}\n');
          process.stderr.write('{"@level":"warn","@message":"a record of another logger"}\n');
          return wrap("");
        },
      },
      Crash: {
        kind: "unary",
        handle() {
          console.log("the last words");
          process.stdout.write("without a newline");
          process.exit(3);
        },
      },
    },
  };
}

/** What test/hosts/go/generic-host calls its versions; 4 is not served. */
const versions = {
  3: ({ broker, version }: { broker: Broker; version: number }) => [store(broker, version)],
  5: ({ broker, version }: { broker: Broker; version: number }) => [store(broker, version)],
};

void servePlugin({
  cookie: { key: process.env["STORE_KEY"] ?? "STORE_COOKIE", value: "tin of biscuits" },
  versions,
  logger: createLogger({ name: "store", write: writeStderrSync }),
  network: process.env["STORE_NETWORK"] === "tcp" ? "tcp" : "unix",
  ...(process.env["STORE_TRANSPORT"] === "grpc-js" ? { transport: grpcJsTransport } : {}),
  stdout: process.env["STORE_STDOUT"] === "stdio" ? "stdio" : "log",
  withoutHost: process.env["STORE_WAITS"] === undefined ? "end" : "wait",
  earlyStdout,
  onExit: async () => console.log("the store closes"),
});
