import fc from "fast-check";
import { expect, test } from "vitest";
import { Frame } from "../../api/frame.js";
import { decodeFrame, decodeVersion, encodeFrame, encodeVersion } from "../../runtime/frame-codec.js";
import { MessageWriter, readFields } from "./wire.js";

// Frame{source:"a", type:"b", timestamp:1663728274439, payload:"{}"}, serialized by Google's protobuf 6 for Python.
const FRAME = Buffer.from("0a0161120162188798bbefb53022027b7d", "hex");

test("a frame is the bytes that Google's protobuf makes", () => {
  const frame = new Frame({ source: "a", type: "b", timestamp: 1_663_728_274_439, payload: "{}" });
  expect(Buffer.from(encodeFrame(frame)).toString("hex")).toBe(FRAME.toString("hex"));
});

test("any frame comes back as it went", () => {
  const frames = fc.record({
    source: fc.string({ unit: "grapheme" }),
    type: fc.string(),
    timestamp: fc.maxSafeInteger(),
    payload: fc.uint8Array(),
  });
  fc.assert(
    fc.property(frames, (fields) => {
      const { source, type, timestamp, payload } = decodeFrame(encodeFrame(new Frame(fields)));
      expect({ source, type, timestamp, payload: [...payload] }).toEqual({ ...fields, payload: [...fields.payload] });
    }),
  );
});

test("a version comes back as it went", () => {
  expect(decodeVersion(encodeVersion("1.0.0"))).toBe("1.0.0");
  expect(decodeVersion(encodeVersion(""))).toBe("");
});

test("fields that nobody knows are skipped", () => {
  const unknown = new MessageWriter().string(99, "new").integer(98, 7).finish();
  const message = Buffer.concat([unknown, FRAME, Buffer.from([0x9d, 0x06, 1, 2, 3, 4])]);
  expect(decodeFrame(message).source).toBe("a");
});

test("random bytes are a message or a RangeError, never anything else", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      try {
        for (const field of readFields(bytes)) expect(field.number).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
    { numRuns: 5_000 },
  );
});
