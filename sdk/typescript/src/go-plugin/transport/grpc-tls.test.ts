import { afterEach, expect, test } from "vitest";
import { createIdentity, type Identity } from "./certificate.js";
import { connectTo } from "./grpc-client.js";
import { createGrpcServer } from "./grpc-server.js";

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

/** A server that trusts one certificate, and what calls it. */
async function serve(server: Identity, trusted: Identity) {
  const grpc = createGrpcServer(
    [{ name: "test.Echo", methods: { Echo: { kind: "unary", handle: (bytes) => bytes } } }],
    {
      own: server,
      peerPem: trusted.certificatePem,
    },
  );
  const port = await grpc.listen({ network: "tcp", host: "127.0.0.1", port: 0 });
  cleanUp.push(() => grpc.close(0));
  return (own: Identity, expected: Identity) => {
    const tls = { own, peerPem: expected.certificatePem };
    const client = connectTo({ network: "tcp", address: `127.0.0.1:${port}` }, tls);
    cleanUp.push(client.close);
    return client.unary("test.Echo", "Echo", Uint8Array.of(1, 2));
  };
}

test("two that know each other's certificate talk, with P-256 keys on both sides", async () => {
  const [server, client] = [createIdentity(), createIdentity()];
  const call = await serve(server, client);
  expect([...(await call(client, server))]).toEqual([1, 2]);
});

test("a client with another certificate is refused, and so is a server", async () => {
  const [server, client, stranger] = [createIdentity(), createIdentity(), createIdentity()];
  const call = await serve(server, client);
  await expect(call(stranger, server)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await expect(call(client, stranger)).rejects.toMatchObject({ code: "UNAVAILABLE" });
});
