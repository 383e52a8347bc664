import { once } from "node:events";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { LineSplitter } from "./line-splitter.js";
import { captureWrites } from "./stray-output.js";

/** A stream to print on, and what reaches its real end. */
function printer() {
  const real = new PassThrough();
  return { real, stream: real as unknown as NodeJS.WriteStream };
}

function collect(): { lines: string[]; splitter: LineSplitter } {
  const lines: string[] = [];
  return { lines, splitter: new LineSplitter((line) => lines.push(line)) };
}

test("what is printed early is kept, what is printed later follows, and nothing reaches the descriptor", async () => {
  const { real, stream } = printer();
  const stray = captureWrites(stream);
  stream.write("one\ntw");
  await new Promise<void>((resolve) => void stream.write(Buffer.from("o\r\n"), () => resolve()));
  const { lines, splitter } = collect();
  stray.drainTo((bytes) => void splitter.push(bytes));
  stream.write("three\n");
  stream.write("Zm91cgo=", "base64");
  expect(lines).toEqual(["one", "two", "three", "four"]);
  expect(real.read()).toBeNull();
  stray.restore();
  stream.write("free\n");
  expect(String(real.read())).toBe("free\n");
});

test("a sink that is full stops the writer until it has room", async () => {
  const { stream } = printer();
  let makeRoom: () => void = () => {};
  captureWrites(stream).drainTo(
    () =>
      new Promise((resolve) => {
        makeRoom = resolve;
      }),
  );
  const order: string[] = [];
  expect(stream.write("text", () => order.push("written"))).toBe(false);
  const drained = once(stream, "drain").then(() => order.push("drain"));
  order.push("room");
  makeRoom();
  await drained;
  expect(order).toEqual(["room", "written", "drain"]);
});

test("a character that comes in two pieces stays whole, and the last line needs no newline", () => {
  const { lines, splitter } = collect();
  const bytes = Buffer.from("21 °C\nlast");
  for (const byte of bytes) splitter.push(Uint8Array.of(byte));
  expect(lines).toEqual(["21 °C"]);
  splitter.flush();
  splitter.flush();
  expect(lines).toEqual(["21 °C", "last"]);
});

test("a line without end is handed on in pieces", () => {
  const { lines, splitter } = collect();
  const text = "x".repeat(100_000);
  for (let i = 0; i < text.length; i += 1_000) splitter.push(Buffer.from(text.slice(i, i + 1_000)));
  splitter.flush();
  expect(lines.join("")).toBe(text);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(32 * 1024);
});
