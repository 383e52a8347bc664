import { expect, test } from "vitest";
import { memoryTransport } from "../../testing/memory-transport.js";
import { EMPTY } from "../rpc/service.js";
import { readFields, toBytes, toInteger } from "../rpc/wire.js";
import { StdioChannel, StdioStream } from "./stdio-stream.js";

const MIB = 1024 * 1024;

/** Reads from the stream as a host does. */
function reader(stream: StdioStream) {
  const incoming = memoryTransport([stream.service]).serverStream("plugin.GRPCStdio", "StreamStdio", EMPTY);
  const messages = incoming[Symbol.asyncIterator]();
  const next = async () => {
    const { value } = await messages.next();
    const fields = new Map([...readFields(value)].map((field) => [field.number, field.value]));
    return { channel: toInteger(fields.get(1) ?? 0n), text: Buffer.from(toBytes(fields.get(2) ?? 0n)).toString() };
  };
  return { next, cancel: incoming.cancel.bind(incoming) };
}

test("what is printed arrives in order, in pieces of 1 KiB, with its channel", async () => {
  const stream = new StdioStream();
  void stream.push(StdioChannel.stdout, Buffer.from("a".repeat(2_050)));
  void stream.push(StdioChannel.stderr, Buffer.from("oh"));
  const { next } = reader(stream);
  const pieces = [await next(), await next(), await next(), await next()];
  expect(pieces.map(({ channel, text }) => [channel, text.length])).toEqual([
    [1, 1024],
    [1, 1024],
    [1, 2],
    [2, 2],
  ]);
});

test("what one reader took the next one does not get", async () => {
  const stream = new StdioStream();
  void stream.push(StdioChannel.stdout, Buffer.from("first"));
  const one = reader(stream);
  expect(await one.next()).toEqual({ channel: 1, text: "first" });
  one.cancel();
  void stream.push(StdioChannel.stdout, Buffer.from("second"));
  expect(await reader(stream).next()).toEqual({ channel: 1, text: "second" });
});

test("a writer waits when nobody reads, goes on when somebody does, and memory has an end", async () => {
  const stream = new StdioStream();
  expect(stream.push(StdioChannel.stdout, Buffer.alloc(1024))).toBeUndefined();
  const full = stream.push(StdioChannel.stdout, Buffer.alloc(MIB));
  expect(full).toBeInstanceOf(Promise);
  for (let i = 0; i < 10; i++) void stream.push(StdioChannel.stdout, Buffer.alloc(MIB));
  const { next } = reader(stream);
  let read = 0;
  for (let drained = false; !drained; read++) {
    void full?.then(() => {
      drained = true;
    });
    await next();
  }
  expect(read).toBeLessThanOrEqual(4 * 1024);
  expect(stream.takeRest()).toMatchObject({ lost: 8 * MIB });
});

test("flushed waits for a reader's last piece, and not for a reader that is not there", async () => {
  const stream = new StdioStream();
  void stream.push(StdioChannel.stdout, Buffer.from("x"));
  await stream.flushed();
  expect(Buffer.from(stream.takeRest().bytes).toString()).toBe("x");
  const { next } = reader(stream);
  void stream.push(StdioChannel.stdout, Buffer.from("y"));
  const [{ text }] = await Promise.all([next(), stream.flushed()]);
  expect(text).toBe("y");
});
