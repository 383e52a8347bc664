import { afterEach, expect, test } from "vitest";
import type { Connection } from "../rpc/connection.js";
import { PluginError } from "../rpc/plugin-error.js";
import { EMPTY, type OutgoingStream, type Service, untilAborted } from "../rpc/service.js";
import { connectTo } from "./grpc-client.js";
import { createGrpcServer, type GrpcServer } from "./grpc-server.js";
import { createSocketFolder } from "./listener.js";

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

/** Serves on a unix socket and connects to it. */
async function serve(methods: Service["methods"]): Promise<{ client: Connection; server: GrpcServer }> {
  const folder = createSocketFolder({});
  if (folder === undefined) throw new Error("no folder for a socket");
  const server = createGrpcServer([{ name: "test.Echo", methods }]);
  await server.listen({ network: "unix", path: folder.path });
  const client = connectTo({ network: "unix", address: folder.path });
  cleanUp.push(folder.remove, () => server.close(0), client.close);
  return { client, server };
}

test("an answer comes back as it was given", async () => {
  const { client } = await serve({ Echo: { kind: "unary", handle: (request) => request } });
  expect([...(await client.unary("test.Echo", "Echo", Uint8Array.of(1, 2, 3)))]).toEqual([1, 2, 3]);
});

test.each([
  ["a PluginError", () => new PluginError("valve\nstuck: 100 % ☃", "NOT_FOUND"), "NOT_FOUND", "valve\nstuck: 100 % ☃"],
  ["any other error", () => new TypeError("no bus"), "UNKNOWN", "no bus"],
  ["half a character", () => new Error("bad \ud800"), "UNKNOWN", "bad \ufffd"],
])(
  "%s that is thrown reaches the caller, from a sync and an async handler and from a stream",
  async (_, make, code, message) => {
    const { client } = await serve({
      Sync: {
        kind: "unary",
        handle() {
          throw make();
        },
      },
      Async: { kind: "unary", handle: () => Promise.reject(make()) },
      Stream: { kind: "server-stream", handle: () => Promise.reject(make()) },
    });
    await expect(client.unary("test.Echo", "Sync", EMPTY)).rejects.toMatchObject({ code, message });
    await expect(client.unary("test.Echo", "Async", EMPTY)).rejects.toMatchObject({ code, message });
    const stream = client.serverStream("test.Echo", "Stream", EMPTY);
    await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code, message });
  },
);

test("a method that is not there is UNIMPLEMENTED", async () => {
  const { client } = await serve({ Echo: { kind: "unary", handle: (request) => request } });
  await expect(client.unary("test.Echo", "Nothing", EMPTY)).rejects.toMatchObject({ code: "UNIMPLEMENTED" });
});

/** Opens a stream whose server half is handed out, and takes its first message. */
async function openStream() {
  let handOut: (stream: OutgoingStream) => void = () => {};
  const served = new Promise<OutgoingStream>((resolve) => {
    handOut = resolve;
  });
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const { client, server } = await serve({
    Watch: {
      kind: "server-stream",
      async handle(_request, stream) {
        handOut(stream);
        await stream.send(Uint8Array.of(0));
        await Promise.race([finished, untilAborted(stream.signal)]);
      },
    },
  });
  const incoming = client.serverStream("test.Echo", "Watch", EMPTY);
  const messages = incoming[Symbol.asyncIterator]();
  await messages.next();
  return { incoming, messages, server, stream: await served, finish };
}

test("a PING is measured: grpc-js still has its connection where grpc-ping.ts looks for it", async () => {
  const { stream } = await openStream();
  expect(await stream.ping()).toBeGreaterThan(0);
});

test("a call that the client cancels aborts its signal, and what waits for it ends", async () => {
  const { incoming, stream } = await openStream();
  const big = new Uint8Array(64 * 1024);
  const flood = (async () => {
    for (;;) await stream.send(big);
  })();
  incoming.cancel();
  await expect(flood).rejects.toMatchObject({ code: "CANCELLED" });
  expect(stream.signal.aborted).toBe(true);
  await expect(stream.send(big)).rejects.toMatchObject({ code: "CANCELLED" });
  await stream.closed;
  expect(await stream.ping()).toBeGreaterThan(0);
});

test("a PING that waits for a connection that goes is not measured", async () => {
  const { stream, server } = await openStream();
  const ping = stream.ping();
  await server.close(0);
  await ping;
  expect(await stream.ping()).toBeUndefined();
});

test("a reader that does not read stops the sender", async () => {
  const { stream } = await openStream();
  let sent = 0;
  const flood = (async () => {
    for (;;) {
      await stream.send(new Uint8Array(1024));
      sent++;
    }
  })().catch(() => {});
  // Each PING is a whole round trip: when nothing moves for some of them, all that can go has gone.
  for (let still = 0, before = -1; still < 5 && sent < 200; still = sent === before ? still + 1 : 0) {
    before = sent;
    await stream.ping();
  }
  expect(sent).toBeLessThan(200);
  void flood;
});

test("a stream's end has left when closed resolves, and a PING behind it is measured", async () => {
  const { stream, messages, finish } = await openStream();
  finish();
  await stream.closed;
  expect(await stream.ping()).toBeGreaterThan(0);
  expect(await messages.next()).toMatchObject({ done: true });
});

test("both ends of a two-way stream end it, and a failure reaches the caller", async () => {
  const folder = createSocketFolder({});
  if (folder === undefined) throw new Error("no folder for a socket");
  const finished: string[] = [];
  const server = createGrpcServer([
    {
      name: "test.Echo",
      methods: {
        Talk: {
          kind: "bidi-stream",
          async handle(requests, stream) {
            for await (const request of requests) {
              if (request[0] === 9) throw new PluginError("not nine", "INVALID_ARGUMENT");
              await stream.send(request);
            }
            finished.push("input");
            await stream.send(Uint8Array.of(0));
          },
        },
      },
    },
  ]);
  await server.listen({ network: "unix", path: folder.path });
  const client = connectTo({ network: "unix", address: folder.path });
  cleanUp.push(folder.remove, () => server.close(0), client.close);
  const talk = async (...numbers: number[]) => {
    const answers: number[] = [];
    const requests = (async function* () {
      for (const number of numbers) yield Uint8Array.of(number);
    })();
    for await (const answer of client.bidiStream("test.Echo", "Talk", requests)) answers.push(...answer);
    return answers;
  };
  expect(await talk(1, 2, 3)).toEqual([1, 2, 3, 0]);
  expect(await talk()).toEqual([0]);
  await expect(talk(1, 9)).rejects.toMatchObject({ code: "INVALID_ARGUMENT", message: "not nine" });
  expect(finished).toEqual(["input", "input"]);
});
