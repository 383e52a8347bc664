import fc from "fast-check";
import { expect, test } from "vitest";
import type { ObservedFrame } from "./events.js";
import { frameLine, FrameLineError, parseFrameLine } from "./frame-line.js";

const FRAME = {
  n: 3,
  at: 5,
  origin: { recording: 2 },
  source: "room",
  type: "application/json",
  timestamp: 4,
  size: 14,
};

test("JSON stays JSON, with all its digits", () => {
  const line = frameLine({ ...FRAME, text: '{"big":12345678901234567890}' });
  expect(line).toBe(
    '{"at":5,"recording":2,"source":"room","type":"application/json","timestamp":4,"payload":{"big":12345678901234567890}}',
  );
});

test("a frame is read as it was written", () => {
  const content = fc.oneof(
    fc
      .json({ noUnicodeString: false })
      .map((text) => ({ type: "application/json", text: JSON.stringify(JSON.parse(text)) })),
    fc.string({ unit: "grapheme" }).map((text) => ({ type: "text/plain", text })),
    fc
      .uint8Array()
      .map((bytes) => ({ type: "application/octet-stream", base64: Buffer.from(bytes).toString("base64") })),
  );
  fc.assert(
    fc.property(content, fc.constantFrom({ recording: 7 }, { command: "a" }), (given, origin) => {
      const size = "text" in given ? Buffer.byteLength(given.text) : Buffer.from(given.base64, "base64").length;
      const frame: ObservedFrame = { ...FRAME, ...given, origin, size };
      const line = frameLine(frame);
      expect(line).not.toContain("\n");
      expect(parseFrameLine(line, 3)).toEqual(frame);
    }),
  );
});

test.each(["", "[]x", "7", "{}", '{"at":"now","payload":1}', '{"at":1}'])("%j is no frame", (line) => {
  expect(() => parseFrameLine(line, 1)).toThrow(FrameLineError);
});
