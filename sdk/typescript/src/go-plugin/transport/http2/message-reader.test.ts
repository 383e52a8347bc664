import { afterEach, expect, test, vi } from "vitest";
import { MessageReader } from "./message-reader.js";

afterEach(() => void vi.restoreAllMocks());

/** `count` messages of growing sizes as one run of bytes. */
function run(count: number) {
  const messages = Array.from({ length: count }, (_, n) => Buffer.alloc(n * 7, n));
  const framed = messages.map((bytes) => {
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(bytes.length, 1);
    return Buffer.concat([prefix, bytes]);
  });
  return { messages, bytes: Buffer.concat(framed) };
}

test.each([1, 2, 5, 6, 64, 1_000, 1_000_000])("messages are the same in pieces of %i bytes", (size) => {
  const { messages, bytes } = run(60);
  const reader = new MessageReader();
  const read: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += size) {
    for (const message of reader.push(bytes.subarray(start, start + size))) read.push(Buffer.from(message.bytes));
  }
  expect(read).toEqual(messages);
  expect(reader.unfinished).toBe(false);
});

test("what comes before a bad prefix is read", () => {
  const read: number[] = [];
  const reading = () => {
    for (const { bytes } of new MessageReader().push(Buffer.from([0, 0, 0, 0, 1, 42, 7]))) read.push(...bytes);
    for (const { bytes } of new MessageReader().push(Buffer.from([0, 0, 0, 0, 1, 42, 7, 0, 0, 0, 0])))
      read.push(...bytes);
  };
  expect(reading).toThrow("format 7");
  expect(read).toEqual([42, 42]);
});

test("a large message in small pieces is joined once", () => {
  const joined: number[] = [];
  const { concat } = Buffer;
  vi.spyOn(Buffer, "concat").mockImplementation((pieces, length) => {
    joined.push(length ?? 0);
    return concat(pieces, length);
  });
  const total = 4 * 2 ** 20;
  const bytes = Buffer.alloc(5 + total);
  bytes.writeUInt32BE(total, 1);
  const reader = new MessageReader();
  const read: number[] = [];
  for (let start = 0; start < bytes.length; start += 1_000) {
    for (const message of reader.push(bytes.subarray(start, start + 1_000))) read.push(message.bytes.length);
  }
  expect(read).toEqual([total]);
  expect(joined.reduce((sum, length) => sum + length, 0)).toBeLessThan(1.01 * total);
});
