import { afterEach, expect, test, vi } from "vitest";
import { lines, type LinesOptions } from "./lines.js";

async function cut(chunks: readonly (string | Uint8Array)[], options?: LinesOptions): Promise<readonly string[]> {
  const bytes = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk);
  })();
  const found: string[] = [];
  for await (const line of lines(bytes, { log: { warn: () => {} }, ...options })) found.push(line);
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

afterEach(() => void vi.useRealTimers());

const X = "x".repeat(15);

test.each<[string, readonly string[], number, string | undefined]>([
  ["more bytes than a line has", [X, X, X], 0, "20 bytes"],
  ["lines that are too long", [`${X}${X}\n`, `${X}${X}\n`], 0, "20 bytes"],
  ["a few bytes, again and again", ["T=1;", "T=2;", "T=3;", "T=4;"], 5, "10 s"],
  ["lines in pieces", ["T=", "1\n", "T=", "2\n", "T=", "3\n"], 6, undefined],
  ["lines with long pauses between them", ["T=1\n", "T=2\n"], 60, undefined],
  ["line ends that come before the next line", ["\nT=1", "", "\nT=2", "\nT=3"], 60, undefined],
])("a stream without line ends is told once: %s", async (_, chunks, pauseSeconds, span) => {
  vi.useFakeTimers();
  const bytes = (async function* () {
    for (const chunk of chunks) {
      yield Buffer.from(chunk);
      vi.advanceTimersByTime(pauseSeconds * 1000);
    }
  })();
  const told: string[] = [];
  for await (const _line of lines(bytes, { longest: 20, log: { warn: (words) => told.push(words) } }));
  const words = `bytes come, but no line end (CR or LF) in ${span}, so no line is read: look at the line end`;
  expect(told).toEqual(span === undefined ? [] : [expect.stringContaining(words)]);
});
