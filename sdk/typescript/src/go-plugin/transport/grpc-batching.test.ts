import { afterEach, expect, test } from "vitest";
import { PluginError } from "../rpc/plugin-error.js";
import { EMPTY, type ServerStreamMethod } from "../rpc/service.js";
import { connectTo } from "./grpc-client.js";
import { createGrpcServer } from "./grpc-server.js";
import { createSocketFolder } from "./listener.js";

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

/** What a client reads from a stream that `handle` serves over a real socket. */
async function readFrom(handle: ServerStreamMethod["handle"]): Promise<AsyncIterable<Uint8Array>> {
  const folder = createSocketFolder({});
  if (folder === undefined) throw new Error("no folder for a socket");
  const server = createGrpcServer([{ name: "test.Stream", methods: { Watch: { kind: "server-stream", handle } } }]);
  await server.listen({ network: "unix", path: folder.path });
  const address = { network: "unix", address: folder.path, protocol: "grpc", certificate: "" } as const;
  const client = connectTo(address);
  cleanUp.push(folder.remove, () => server.close(0), client.close);
  return client.serverStream("test.Stream", "Watch", EMPTY);
}

/** Message `n` of many sizes, some larger than all that may be under way. */
function messageOf(n: number): Buffer {
  const message = Buffer.alloc(4 + (n % 100 === 0 ? 100_000 : n % 50), n);
  message.writeUInt32BE(n);
  return message;
}

const COUNT = 5_000;

test.each([
  ["an end", undefined],
  ["an error", new PluginError("the sensor is gone", "ABORTED")],
])("messages of all sizes, yielded without a pause, arrive in order and whole, then %s", async (_, failure) => {
  const incoming = await readFrom(async (_request, stream) => {
    for (let n = 0; n < COUNT; n++) await stream.send(messageOf(n));
    if (failure !== undefined) throw failure;
  });
  let count = 0;
  const reading = (async () => {
    for await (const message of incoming) {
      if (!messageOf(count).equals(message)) throw new Error(`message ${count} is another one`);
      count++;
    }
  })();
  if (failure === undefined) await reading;
  else await expect(reading).rejects.toMatchObject({ code: "ABORTED", message: "the sensor is gone" });
  expect(count).toBe(COUNT);
});
