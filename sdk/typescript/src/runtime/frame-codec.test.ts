import fc from "fast-check";
import { expect, test } from "vitest";
import { Frame } from "../api/frame.js";
import { MessageWriter } from "../go-plugin/rpc/wire.js";
import { encodeFrame, FrameEncoder } from "./frame-codec.js";

/** Field by field, as plugin.proto has them. */
function plainly({ source, type, timestamp, payload }: Frame): Uint8Array {
  return new MessageWriter().string(1, source).string(2, type).integer(3, timestamp).bytes(4, payload).finish();
}

const FEW = fc.constantFrom("", "a", "sensor", "☃", "\ud800");
const frames = fc
  .record({
    source: FEW,
    type: FEW,
    timestamp: fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -1, max: 300 }), fc.constantFrom(2 ** 53, 2 ** 62)),
    payload: fc.uint8Array({ maxLength: 300 }),
  })
  .map((fields) => new Frame(fields));

test("the frames of one stream are the bytes that their fields make, whatever went before", () => {
  fc.assert(
    fc.property(fc.array(frames, { maxLength: 20 }), (list) => {
      const encoder = new FrameEncoder("");
      for (const frame of list) {
        expect(Buffer.from(encoder.encode(frame)).toString("hex")).toBe(Buffer.from(plainly(frame)).toString("hex"));
      }
    }),
    { numRuns: 2_000 },
  );
});

test("a frame without a source has the stream's", () => {
  const encoder = new FrameEncoder("sensor");
  const fields = { type: "text/plain", timestamp: 1, payload: "x" };
  expect(encoder.encode(new Frame(fields))).toEqual(encodeFrame(new Frame({ ...fields, source: "sensor" })));
  expect(encoder.encode(new Frame({ ...fields, source: "other" }))).toEqual(
    encodeFrame(new Frame({ ...fields, source: "other" })),
  );
});

test("a timestamp that is no number is an error, not a frame", () => {
  expect(() => encodeFrame(new Frame({ timestamp: Number.NaN, payload: "" }))).toThrow(RangeError);
});
