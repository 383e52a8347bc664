import { connect as connectSocket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Connection } from "../rpc/connection.js";
import { PluginError } from "../rpc/plugin-error.js";
import { EMPTY, type OutgoingStream, type Service, untilAborted } from "../rpc/service.js";
import { grpcJsTransport } from "./grpc-js/transport.js";
import { http2Transport } from "./http2/transport.js";
import { createSocketFolder } from "./listener.js";
import { createIdentity, type Identity } from "./tls/certificate.js";
import type { Server, Transport } from "./transport.js";

/** What every transport does, as a server and as a client, with itself and with the other one. */
const TRANSPORTS = { "node:http2": http2Transport, "grpc-js": grpcJsTransport } as const;
type Name = keyof typeof TRANSPORTS;
const NAMES = Object.keys(TRANSPORTS) as Name[];
const PAIRS = NAMES.flatMap((server) => NAMES.map((client): [Name, Name] => [server, client]));

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

const MIB = 2 ** 20;
const SERVICE = "test.Echo";
const echo: Service["methods"] = { Echo: { kind: "unary", handle: (request) => request } };

interface Served {
  readonly client: Connection;
  readonly server: Server;
  readonly path: string;
}

/** Serves on a unix socket and connects to it. */
async function serveOn(transport: Transport, by: Transport, methods: Service["methods"]): Promise<Served> {
  const folder = createSocketFolder({});
  if (folder === undefined) throw new Error("no folder for a socket");
  const server = transport.createServer([{ name: SERVICE, methods }]);
  await server.listen({ network: "unix", path: folder.path });
  const client = by.connect({ network: "unix", address: folder.path });
  cleanUp.push(folder.remove, () => server.close(0), client.close);
  return { client, server, path: folder.path };
}

/** A promise and what settles it. */
function deferred<T = void>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

/** A method whose server half is handed out after one message, and stays open until `finish` or a cut. */
function handedOut() {
  const served = deferred<OutgoingStream>();
  const finished = deferred();
  const Watch: Service["methods"][string] = {
    kind: "server-stream",
    async handle(_request, stream) {
      await stream.send(Uint8Array.of(0));
      served.resolve(stream);
      await Promise.race([finished.promise, untilAborted(stream.signal)]);
    },
  };
  return { Watch, served: served.promise, finish: finished.resolve };
}

/** Message `n` of many sizes, some larger than all that may be under way. */
function messageOf(n: number): Buffer {
  const message = Buffer.alloc(4 + (n % 100 === 0 ? 100_000 : n % 50), n);
  message.writeUInt32BE(n);
  return message;
}

describe.each(PAIRS)("a server on %s and a client on %s", (serverName, clientName) => {
  const serve = (methods: Service["methods"]) => serveOn(TRANSPORTS[serverName], TRANSPORTS[clientName], methods);

  test.each([0, 3, 70_000, 16 * MIB])("an answer of %i bytes comes back as it was given", async (size) => {
    const { client } = await serve(echo);
    const message = Buffer.alloc(size, "äöü");
    expect(message.equals(await client.unary(SERVICE, "Echo", message))).toBe(true);
  });

  test.each([
    [
      "a PluginError",
      () => new PluginError("valve\nstuck: 100 % ☃", "NOT_FOUND"),
      "NOT_FOUND",
      "valve\nstuck: 100 % ☃",
    ],
    ["any other error", () => new TypeError(" no bus "), "UNKNOWN", " no bus "],
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
      await expect(client.unary(SERVICE, "Sync", EMPTY)).rejects.toMatchObject({ code, message });
      await expect(client.unary(SERVICE, "Async", EMPTY)).rejects.toMatchObject({ code, message });
      const stream = client.serverStream(SERVICE, "Stream", EMPTY);
      await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code, message });
    },
  );

  test("a method or a service that is not there is UNIMPLEMENTED", async () => {
    const { client } = await serve(echo);
    await expect(client.unary(SERVICE, "Nothing", EMPTY)).rejects.toMatchObject({ code: "UNIMPLEMENTED" });
    await expect(client.unary("no.Service", "Echo", EMPTY)).rejects.toMatchObject({ code: "UNIMPLEMENTED" });
  });

  test.each([
    ["an end", undefined],
    ["an error", new PluginError("the sensor is gone", "ABORTED")],
  ])("messages of all sizes, sent without a pause, arrive in order and whole, then %s", async (_, failure) => {
    const total = 5_000;
    const { client } = await serve({
      Watch: {
        kind: "server-stream",
        async handle(_request, stream) {
          for (let n = 0; n < total; n++) await stream.send(messageOf(n));
          if (failure !== undefined) throw failure;
        },
      },
    });
    let count = 0;
    const reading = (async () => {
      for await (const message of client.serverStream(SERVICE, "Watch", EMPTY)) {
        if (!messageOf(count).equals(message)) throw new Error(`message ${count} is another one`);
        count++;
      }
    })();
    if (failure === undefined) await reading;
    else await expect(reading).rejects.toMatchObject({ code: "ABORTED", message: "the sensor is gone" });
    expect(count).toBe(total);
  });

  test("a message may be overwritten once it is sent", async () => {
    const { client } = await serve({
      Watch: {
        kind: "server-stream",
        async handle(_request, stream) {
          const reused = Buffer.alloc(100_000);
          for (let n = 1; n <= 5; n++) await stream.send(reused.fill(n));
        },
      },
    });
    const firstBytes: (number | undefined)[] = [];
    for await (const message of client.serverStream(SERVICE, "Watch", EMPTY)) firstBytes.push(message[0]);
    expect(firstBytes).toEqual([1, 2, 3, 4, 5]);
  });

  test("a call that the client cancels aborts its signal, and what waits for it ends", async () => {
    const { Watch, served } = handedOut();
    const { client } = await serve({ Watch });
    const incoming = client.serverStream(SERVICE, "Watch", EMPTY);
    await incoming[Symbol.asyncIterator]().next();
    const stream = await served;
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

  test("a reader that does not read stops the sender", async () => {
    let sent = 0;
    const flooded = deferred<OutgoingStream>();
    const { Watch, served } = handedOut();
    const { client } = await serve({
      Watch,
      Flood: {
        kind: "server-stream",
        async handle(_request, stream) {
          flooded.resolve(stream);
          for (; ; sent++) await stream.send(new Uint8Array(1024));
        },
      },
    });
    await client.serverStream(SERVICE, "Watch", EMPTY)[Symbol.asyncIterator]().next();
    const other = await served;
    await client.serverStream(SERVICE, "Flood", EMPTY)[Symbol.asyncIterator]().next();
    // Each PING is a whole round trip: when nothing moves for some of them, all that can go has gone.
    for (let still = 0, before = -1; still < 5 && sent < 200; still = sent === before ? still + 1 : 0) {
      before = sent;
      await other.ping();
    }
    expect(sent).toBeLessThan(200);
    // Its own PING goes all the same, after a while: others may wait for it.
    expect(await (await flooded.promise).ping()).toBeGreaterThan(0);
  });

  test("large answers that nobody reads do not keep other calls from being served", async () => {
    const sending = [deferred(), deferred()];
    let calls = 0;
    const { client } = await serve({
      ...echo,
      Big: {
        kind: "server-stream",
        async handle(_request, stream) {
          const sent = stream.send(new Uint8Array(32 * MIB));
          sending[calls++]?.resolve();
          await sent;
        },
      },
    });
    for (const { promise } of sending) {
      client.serverStream(SERVICE, "Big", EMPTY);
      await promise;
    }
    for (let n = 0; n < 20; n++) expect([...(await client.unary(SERVICE, "Echo", Uint8Array.of(n)))]).toEqual([n]);
  });

  test("a stream's end has left when closed resolves, and a PING behind it is measured", async () => {
    const { Watch, served, finish } = handedOut();
    const { client } = await serve({ Watch });
    const messages = client.serverStream(SERVICE, "Watch", EMPTY)[Symbol.asyncIterator]();
    await messages.next();
    finish();
    const stream = await served;
    await stream.closed;
    expect(await stream.ping()).toBeGreaterThan(0);
    expect(await messages.next()).toMatchObject({ done: true });
  });

  test("both ends of a two-way stream end it, and a failure reaches the caller", async () => {
    const finished: string[] = [];
    const { client } = await serve({
      Talk: {
        kind: "bidi-stream",
        async handle(requests, stream) {
          for await (const request of requests) {
            if (request[0] === 9) throw new PluginError("not nine", "INVALID_ARGUMENT");
            if (request[0] === 8) return;
            await stream.send(request);
          }
          finished.push("input");
          await stream.send(Uint8Array.of(0));
        },
      },
    });
    const talk = async (numbers: readonly number[], last: Promise<unknown> = Promise.resolve()) => {
      const answers: number[] = [];
      const requests = (async function* () {
        for (const number of numbers) yield Uint8Array.of(number);
        await last;
      })();
      for await (const answer of client.bidiStream(SERVICE, "Talk", requests)) answers.push(...answer);
      return answers;
    };
    expect(await talk([1, 2, 3])).toEqual([1, 2, 3, 0]);
    expect(await talk([])).toEqual([0]);
    await expect(talk([1, 9])).rejects.toMatchObject({ code: "INVALID_ARGUMENT", message: "not nine" });
    expect(finished).toEqual(["input", "input"]);
    // The server may end a call whose client has not.
    expect(await talk([1, 8], deferred().promise)).toEqual([1]);
  });

  test("the end of a server is the end of its calls, and of its address", async () => {
    const { Watch, served } = handedOut();
    const { client, server } = await serve({ ...echo, Watch });
    const messages = client.serverStream(SERVICE, "Watch", EMPTY)[Symbol.asyncIterator]();
    await messages.next();
    const stream = await served;
    const ping = stream.ping();
    await server.close(20);
    await untilAborted(stream.signal);
    await ping;
    expect(await stream.ping()).toBeUndefined();
    await expect(messages.next()).rejects.toMatchObject({ code: expect.stringMatching(/UNAVAILABLE|CANCELLED/) });
    await expect(client.unary(SERVICE, "Echo", EMPTY)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  test("a server that closes lets calls end in its grace", async () => {
    const { Watch, served, finish } = handedOut();
    const { client, server } = await serve({ Watch });
    const messages = client.serverStream(SERVICE, "Watch", EMPTY)[Symbol.asyncIterator]();
    await messages.next();
    const closed = server.close(20_000);
    expect((await served).signal.aborted).toBe(false);
    finish();
    expect(await messages.next()).toMatchObject({ done: true });
    client.close();
    await closed;
  });

  describe("over TLS", () => {
    /** A server that trusts one certificate, and what calls it. */
    async function serveTls(own: Identity, trusted: Identity) {
      const tls = { own, peerPem: trusted.certificatePem };
      const server = TRANSPORTS[serverName].createServer([{ name: SERVICE, methods: echo }], tls);
      const port = await server.listen({ network: "tcp", host: "127.0.0.1", port: 0 });
      cleanUp.push(() => server.close(0));
      return (identity: Identity, expected: Identity) => {
        const mutual = { own: identity, peerPem: expected.certificatePem };
        const client = TRANSPORTS[clientName].connect({ network: "tcp", address: `127.0.0.1:${port}` }, mutual);
        cleanUp.push(client.close);
        return client.unary(SERVICE, "Echo", Uint8Array.of(1, 2));
      };
    }

    test("two that know each other's certificate talk, with P-256 keys on both sides", async () => {
      const [server, client] = [createIdentity(), createIdentity()];
      const call = await serveTls(server, client);
      expect([...(await call(client, server))]).toEqual([1, 2]);
    });

    test("a client with another certificate is refused, and so is a server", async () => {
      const [server, client, stranger] = [createIdentity(), createIdentity(), createIdentity()];
      const call = await serveTls(server, client);
      await expect(call(stranger, server)).rejects.toMatchObject({ code: "UNAVAILABLE" });
      await expect(call(client, stranger)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    });
  });
});

describe.each(NAMES)("a server on %s", (name) => {
  test("a PING is measured, and comes after what was sent before it", async () => {
    const order: string[] = [];
    const { path } = await serveOn(TRANSPORTS[name], http2Transport, {
      Watch: {
        kind: "server-stream",
        async handle(_request, stream) {
          for (let n = 0; n < 3; n++) {
            await stream.send(new Uint8Array(100));
            expect(await stream.ping()).toBeGreaterThan(0);
          }
        },
      },
    });
    for await (const frame of framesOf(path, `/${SERVICE}/Watch`)) {
      if (frame === DATA || frame === PING) order.push(frame === DATA ? "message" : "ping");
    }
    expect(order).toEqual(["message", "ping", "message", "ping", "message", "ping"]);
  });

  test("connections that say nothing do not hold its end up", async () => {
    const { server, path } = await serveOn(TRANSPORTS[name], http2Transport, echo);
    const silent = connectSocket(path).resume();
    await new Promise((resolve) => silent.once("connect", resolve));
    const closed = new Promise((resolve) => silent.once("close", resolve));
    await server.close(20);
    await closed;
  });
});

const [DATA, HEADERS, SETTINGS, PING] = [0x0, 0x1, 0x4, 0x6];

/** The types of the frames that answer one call, until its end; as they are on the wire, which no client library shows. */
async function* framesOf(path: string, method: string): AsyncGenerator<number> {
  const frame = (type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)) => {
    const head = Buffer.from([0, 0, 0, type, flags, 0, 0, 0, stream]);
    head.writeUIntBE(payload.length, 0, 3);
    return Buffer.concat([head, payload]);
  };
  const text = (value: string) => Buffer.concat([Buffer.of(value.length), Buffer.from(value)]);
  const header = (key: string, value: string) => Buffer.concat([Buffer.of(0), text(key), text(value)]);
  const headers = Buffer.concat([
    header(":method", "POST"),
    header(":scheme", "http"),
    header(":path", method),
    header(":authority", "unused"),
    header("content-type", "application/grpc"),
    header("te", "trailers"),
  ]);
  const socket = connectSocket(path);
  socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  socket.write(frame(SETTINGS, 0, 0));
  socket.write(frame(HEADERS, 0x4, 1, headers));
  socket.write(frame(DATA, 0x1, 1, Buffer.alloc(5)));
  let received = Buffer.alloc(0);
  for await (const piece of socket) {
    received = Buffer.concat([received, piece]);
    while (received.length >= 9 && received.length >= 9 + received.readUIntBE(0, 3)) {
      const [type, flags] = [received.readUInt8(3), received.readUInt8(4)];
      const payload = received.subarray(9, 9 + received.readUIntBE(0, 3));
      received = received.subarray(9 + payload.length);
      if (type === PING && (flags & 1) === 0) socket.write(frame(PING, 1, 0, payload));
      yield type;
      if (type === HEADERS && (flags & 1) === 1) return;
    }
  }
}
