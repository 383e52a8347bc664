import { expect, test } from "vitest";
import { bytes, frame, json } from "../../sdk/typescript/src/api/frame.js";
import { formatFrame, formatLogLine } from "./format.js";

test("a frame is its local time, its source and what it holds", () => {
  const timestamp = new Date(2026, 0, 2, 3, 4, 5, 6).getTime();
  expect(formatFrame(json({ celsius: 21 }, { source: "room", timestamp }))).toBe('03:04:05.006 room {"celsius":21}');
  expect(formatFrame(bytes(new Uint8Array(3), "image/png", { source: "cam", timestamp }))).toBe(
    "03:04:05.006 cam image/png, 3 bytes",
  );
  expect(formatFrame(frame({ source: "x", type: "text/csv", timestamp, payload: "1;2" }))).toBe("03:04:05.006 x 1;2");
});

test("a text is one line, has nothing for the terminal in it, and is cut where it is very long", () => {
  const shown = (payload: string) =>
    formatFrame(frame({ source: "x", type: "text/plain", timestamp: 0, payload })).slice(13);
  expect(shown("a\nb\u001b[31mred\u009b2J\u007f")).toBe("x a\\nb\\u001b[31mred\\u009b2J\\u007f");
  expect(shown("é".repeat(10_000))).toBe(`x ${"é".repeat(10_000)}`);
  expect(shown("y".repeat(10_003))).toBe(`x ${"y".repeat(10_000)} … 3 more characters`);
});

test("a log record is its level, message and fields; anything else stays as it is", () => {
  const record = {
    "@level": "warn",
    "@message": "slow bus",
    "@module": "room",
    "@timestamp": "now",
    ms: 12,
    bus: "i2c-1",
  };
  expect(formatLogLine(JSON.stringify(record))).toBe("[warn] slow bus ms=12 bus=i2c-1");
  // What a device has sent is no command to the terminal; a stack has its lines.
  const noise = { "@level": "warn", "@message": "no reading", line: "\u001b[2J\u0007\u009b", error: "Error\n  at x" };
  expect(formatLogLine(JSON.stringify(noise))).toBe(
    "[warn] no reading line=\\u001b[2J\\u0007\\u009b error=Error\n  at x",
  );
  expect(formatLogLine("plain text")).toBe("plain text");
  expect(formatLogLine('{"a":1}')).toBe('{"a":1}');
});
