import type { ClientHttp2Session } from "node:http2";
import { deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PluginError } from "../../rpc/plugin-error.js";
import { type Service, untilAborted } from "../../rpc/service.js";
import { createSocketFolder } from "../listener.js";
import type { Server } from "../transport.js";
import { message, openSession, type RawCall, rawCall } from "./raw-call.js";
import { createHttp2Server } from "./server.js";
import { percentDecode } from "./status.js";

/** What a client gets for each thing that the protocol lets it, or does not let it, send. */

const aborted: unknown[] = [];
const service: Service = {
  name: "test.Echo",
  methods: {
    Echo: { kind: "unary", handle: (request) => request },
    Fail: { kind: "unary", handle: (request) => Promise.reject(new PluginError(String(request), "NOT_FOUND")) },
    Sleep: {
      kind: "server-stream",
      async handle(request, stream) {
        if (request.length > 0) await stream.send(request);
        await untilAborted(stream.signal);
        aborted.push(stream.signal.reason);
      },
    },
    Last: {
      kind: "bidi-stream",
      async handle(requests, stream) {
        for await (const request of requests) return await stream.send(request);
      },
    },
  },
};

const folder = createSocketFolder({}) ?? { path: "", remove() {} };
let server: Server;
let session: ClientHttp2Session;
beforeAll(async () => {
  server = createHttp2Server([service]);
  await server.listen({ network: "unix", path: folder.path });
  session = openSession(folder.path);
});
afterAll(async () => {
  session.destroy();
  await server.close(0);
  folder.remove();
});

const call = (given: RawCall) => rawCall(session, given);
const HELLO = message("hello");
const gzip = { "grpc-encoding": "gzip" };

test("a call is answered with headers, the message, and the status in trailers", async () => {
  const answer = await call({ body: [HELLO] });
  expect(answer).toMatchObject({ httpStatus: 200, grpcStatus: "0", code: 0 });
  expect(answer.headers).toMatchObject({ "content-type": "application/grpc" });
  expect(answer.headers).not.toHaveProperty("grpc-status");
  expect(answer.body.equals(HELLO)).toBe(true);
});

test("an error without a message before it is in the headers alone", async () => {
  const answer = await call({ headers: { ":path": "/test.Echo/Fail" }, body: [HELLO] });
  expect(answer.headers).toMatchObject({ ":status": 200, "grpc-status": "5", "grpc-message": "hello" });
  expect(answer).toMatchObject({ code: 0, body: Buffer.alloc(0) });
});

test.each([
  ["printable ASCII as it is", "a ~ b", "a ~ b"],
  ["per cent, newlines and what is beyond ASCII escaped", "5 %\n☃", "5 %25%0A%E2%98%83"],
  ["blanks at either end escaped: HTTP/2 forbids them", "  a b ", "%20 a b%20"],
])("grpc-message has %s", async (_, text, expected) => {
  const answer = await call({ headers: { ":path": "/test.Echo/Fail" }, body: [message(text)] });
  expect(answer.headers["grpc-message"]).toBe(expected);
  expect(percentDecode(expected)).toBe(text);
});

test("a message that no client would take in a header arrives cut and marked: 4 KiB, each byte as three", async () => {
  const answer = await call({ headers: { ":path": "/test.Echo/Fail" }, body: [message("☃".repeat(100_000))] });
  const text = percentDecode(answer.grpcMessage ?? "");
  expect(answer.grpcStatus).toBe("5");
  const [, snow = "", cut] = /^(☃+)… \[(\d+) characters cut\]$/.exec(text) ?? [];
  expect(snow.length + Number(cut)).toBe(100_000);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
  expect(Buffer.byteLength(text)).toBeGreaterThan(4_000);
});

test.each([
  ["application/grpc+proto", 200],
  ["application/grpc;charset=utf-8", 200],
  ["application/grpcweb", 415],
  ["application/json", 415],
  ["", 415],
])("content-type %j is HTTP status %i", async (type, expected) => {
  const answer = await call({ headers: { "content-type": type }, body: [HELLO] });
  expect(answer.httpStatus).toBe(expected);
  expect(answer.grpcStatus).toBe(expected === 200 ? "0" : "3");
});

test("a GET is HTTP status 405", async () => {
  expect(await call({ headers: { ":method": "GET" } })).toMatchObject({ httpStatus: 405, grpcStatus: "13" });
});

test.each([
  ["/test.Echo/Nothing", "unknown method Nothing for service test.Echo"],
  ["/no.Service/Echo", "unknown service no.Service"],
  ["/test.Echo", 'malformed method name: "/test.Echo"'],
  ["/", 'malformed method name: "/"'],
])("%s is UNIMPLEMENTED", async (path, said) => {
  const answer = await call({ headers: { ":path": path }, body: [HELLO] });
  expect(answer).toMatchObject({ httpStatus: 200, grpcStatus: "12", grpcMessage: said });
});

describe("the deadline", () => {
  const sleep = { ":path": "/test.Echo/Sleep" };
  test.each([
    ["before the first message", message("")],
    ["after it", HELLO],
  ])("%s ends the call and its handler", async (_, request) => {
    const answer = await call({ headers: { ...sleep, "grpc-timeout": "30m" }, body: [request] });
    expect(answer).toMatchObject({ httpStatus: 200, grpcStatus: "4", code: 0 });
    expect(aborted.pop()).toMatchObject({ code: "DEADLINE_EXCEEDED" });
  });

  test.each(["0S", "1n", "99999999H", "20S"])("%s is one", async (timeout) => {
    const answer = await call({ headers: { "grpc-timeout": timeout }, body: [HELLO] });
    expect(answer.grpcStatus).toBe(/^[01][Sn]$/.test(timeout) ? "4" : "0");
  });

  test.each(["", "1", "S", "-1S", "1.5S", "123456789S", "1s", "1S, 1S"])("%j is none", async (timeout) => {
    const answer = await call({ headers: { "grpc-timeout": timeout }, body: [HELLO] });
    expect(answer).toMatchObject({ httpStatus: 400, grpcStatus: "13" });
  });
});

describe("a request's messages", () => {
  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
  ])("may be compressed with %s, each for itself", async (encoding, compress) => {
    const headers = { "grpc-encoding": encoding };
    const compressed = await call({ headers, body: [message(compress("hello"), 1)] });
    expect(compressed.body.equals(HELLO)).toBe(true);
    const plain = await call({ headers, body: [HELLO] });
    expect(plain.body.equals(HELLO)).toBe(true);
  });

  test("may not be compressed with what is not known, and the answer says what is", async () => {
    const answer = await call({ headers: { "grpc-encoding": "snappy" }, body: [HELLO] });
    expect(answer).toMatchObject({ httpStatus: 200, grpcStatus: "12" });
    expect(answer.headers["grpc-accept-encoding"]).toBe("identity,gzip,deflate");
  });

  test.each([
    ["none", [], {}, "13"],
    ["two", [HELLO, HELLO], {}, "13"],
    ["half of one", [HELLO.subarray(0, 7)], {}, "13"],
    ["half of a prefix", [HELLO.subarray(0, 3)], {}, "13"],
    ["one of an unknown format", [message("hello", 2)], {}, "13"],
    ["a compressed one in a call without grpc-encoding", [message(gzipSync("hello"), 1)], {}, "13"],
    [
      "a compressed one in a call with grpc-encoding identity",
      [message("x", 1)],
      { "grpc-encoding": "identity" },
      "13",
    ],
    ["one that is not what gzip makes", [message("hello", 1)], gzip, "13"],
    ["one that is cut before it is compressed to its end", [message(gzipSync("hello").subarray(0, 12), 1)], gzip, "13"],
    ["one longer than 2 GiB", [message("hello", 0, 2 ** 31)], {}, "8"],
  ] as const)("%s: an error status, and the connection stays", async (_, body, headers, status) => {
    expect(await call({ headers, body })).toMatchObject({ httpStatus: 200, grpcStatus: status });
    expect(await call({ body: [HELLO] })).toMatchObject({ grpcStatus: "0" });
  });

  test("may come a byte at a time", async () => {
    const answer = await call({ body: [...HELLO].map((byte) => Uint8Array.of(byte)) });
    expect(answer.body.equals(HELLO)).toBe(true);
  });
});

test("a client that does not end its half of a call that is over loses it, after it has the status", async () => {
  const answer = await call({ headers: { ":path": "/test.Echo/Last" }, body: [HELLO, HELLO], end: false });
  expect(answer).toMatchObject({ grpcStatus: "0", code: 0 });
  expect(answer.body.equals(HELLO)).toBe(true);
  expect(await call({ headers: { ":path": "/no.Service/Echo" }, end: false })).toMatchObject({ grpcStatus: "12" });
});

test("what another protocol says to it ends that connection only", async () => {
  const { connect } = await import("node:net");
  const socket = connect(folder.path, () => socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
  socket.resume().on("error", () => {});
  await new Promise((resolve) => socket.once("close", resolve));
  expect(await call({ body: [HELLO] })).toMatchObject({ grpcStatus: "0" });
});
