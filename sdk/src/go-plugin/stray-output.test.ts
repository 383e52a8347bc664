import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { captureStdout } from "./stray-output.js";

test("what is printed early is kept, what is printed later follows, and nothing reaches the descriptor", async () => {
  const stdout = new PassThrough() as unknown as NodeJS.WriteStream;
  const stray = captureStdout(stdout);
  stdout.write("one\ntw");
  await new Promise<void>((resolve) => void stdout.write(Buffer.from("o\r\n"), () => resolve()));
  const lines: string[] = [];
  stray.drainTo((line) => lines.push(line));
  stdout.write("three\n\n");
  expect(lines).toEqual(["one", "two", "three"]);
  expect((stdout as unknown as PassThrough).read()).toBeNull();
  stray.restore();
  stdout.write("free\n");
  expect(String((stdout as unknown as PassThrough).read())).toBe("free\n");
});
