import { expect, test } from "vitest";
import { lines, type LinesOptions } from "./lines.js";

async function cut(chunks: readonly (string | Uint8Array)[], options?: LinesOptions): Promise<readonly string[]> {
  const bytes = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk);
  })();
  const found: string[] = [];
  for await (const line of lines(bytes, options)) found.push(line);
  return found;
}

test.each<[string, readonly (string | Uint8Array)[], LinesOptions, readonly string[]]>([
  ["two lines in one chunk", ["a\r\nb\r\n"], {}, ["a", "b"]],
  ["a line in three chunks, its end in two", ["a", "b", "c\r", "\nd\n"], {}, ["abc", "d"]],
  ["CR alone", ["a\rb\r"], {}, ["a", "b"]],
  ["half a line at the start", ["5;H=40\nT=1\n"], { skipFirst: true }, ["T=1"]],
  ["half a line at the end", ["a\nb"], {}, ["a"]],
  ["noise that never ends, then a line", ["x".repeat(15), "x".repeat(15), "x\nok\n"], { longest: 20 }, ["ok"]],
  ["a line that is too long", [`${"x".repeat(21)}\nok\n`], { longest: 20 }, ["ok"]],
  ["a character in two chunks", [new Uint8Array([0xc2]), new Uint8Array([0xb0, 0x0a])], {}, ["°"]],
  ["bytes that are no text", [new Uint8Array([0xff, 0x0a])], {}, ["\ufffd"]],
])("%s", async (_, chunks, options, expected) => {
  expect(await cut(chunks, options)).toEqual(expected);
});
