import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { OutgoingStream } from "../rpc/service.js";
import { MessageWriter } from "../rpc/wire.js";
import { decodeConnInfo, encodeConnInfo } from "./conn-info.js";
import { ConnInfoExchange } from "./conn-info-exchange.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const INFO = { serviceId: 7, network: "unix", address: "/run/x/s" };

/** The host's end of the broker stream. */
function hostOf(exchange: ConnInfoExchange) {
  const method = exchange.service.methods["StartStream"];
  if (method?.kind !== "bidi-stream") throw new Error("no stream");
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const heard: unknown[] = [];
  const stream = { send: async (message: Uint8Array) => void heard.push(decodeConnInfo(message)) };
  const over = method.handle(readable.values(), stream as unknown as OutgoingStream);
  return { heard, say: (message: Uint8Array) => writer.write(message), close: () => writer.close().then(() => over) };
}

test("an address reaches the host, also one that was there before the host's stream", async () => {
  const exchange = new ConnInfoExchange();
  const early = exchange.send(INFO);
  const { heard, close } = hostOf(exchange);
  await early;
  await exchange.send({ ...INFO, serviceId: 8 });
  expect(heard).toEqual([
    { ...INFO, knock: false },
    { ...INFO, serviceId: 8, knock: false },
  ]);
  await close();
});

test("what the host offers is there for who asks, before or after, and once", async () => {
  const exchange = new ConnInfoExchange();
  const { say } = hostOf(exchange);
  const early = exchange.receive(7);
  await say(encodeConnInfo(INFO));
  expect(await early).toMatchObject(INFO);
  await say(encodeConnInfo({ ...INFO, serviceId: 8 }));
  expect(await exchange.receive(8)).toMatchObject({ serviceId: 8 });
  const again = expect(exchange.receive(8)).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  await vi.advanceTimersByTimeAsync(5_000);
  await again;
});

test("an offer that nobody wants is forgotten, and a knock is no offer", async () => {
  const exchange = new ConnInfoExchange();
  const { say } = hostOf(exchange);
  await say(encodeConnInfo(INFO));
  const knock = new MessageWriter().integer(1, true).finish();
  await say(new MessageWriter().integer(1, 9).message(4, knock).finish());
  await vi.advanceTimersByTimeAsync(5_000);
  for (const id of [7, 9]) {
    const refused = expect(exchange.receive(id)).rejects.toThrow(`under the broker's id ${id} within 5000 ms`);
    await vi.advanceTimersByTimeAsync(5_000);
    await refused;
  }
});

test("without a stream from the host, who offers something hears so after 5 s", async () => {
  const exchange = new ConnInfoExchange();
  await hostOf(exchange).close();
  const refused = expect(exchange.send(INFO)).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  await vi.advanceTimersByTimeAsync(5_000);
  await refused;
});
