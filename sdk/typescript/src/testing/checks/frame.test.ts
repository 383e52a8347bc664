import { expect, test } from "vitest";
import { Frame } from "../../api/frame.js";
import { checkFrame } from "./frame.js";

test.each([
  ["application/json", '{"a":1}'],
  ["application/json; charset=utf-8", "5"],
  ["Application/JSON", "null"],
  ["application/senml+json", "[]"],
  // Many values, a line each: no JSON text as a whole.
  ["application/x-ndjson", '{"a":1}\n{"a":2}'],
  ["application/json-seq", "\u001e{}"],
  ["text/plain", "not JSON"],
  ["heartbeat", ""],
  ["", "{"],
])("a frame of type %j with %j passes", (type, payload) => {
  checkFrame(new Frame({ type, payload }));
});

test.each([
  ["application/json", "{'a': 1}"],
  ["application/json", "NaN"],
  ["application/json", ""],
  ["application/json;charset=utf-8", '{"a":1}{"a":2}'],
  ["application/geo+json", "x".repeat(1_000_000)],
  ["application/json", "\ufeff{}"],
  ["application/json", Uint8Array.of(0x22, 0xff, 0x22)],
])("a frame of type %j with other text does not", (type, payload) => {
  expect(() => checkFrame(new Frame({ type, payload }))).toThrow(
    expect.objectContaining({
      observed: expect.stringMatching(/^a frame of type ".*json.*" whose payload is not JSON: ".{0,90}"$/),
    }),
  );
});

test("the type that is the daemon's own does not pass", () => {
  expect(() => checkFrame(new Frame({ type: "EOF", payload: "" }))).toThrow("end of the stream");
});
