import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { jsonOf } from "./json-form.js";

class Empty {
  readonly #hidden = 1;
  get hidden() {
    return this.#hidden;
  }
}

test.each([
  [{}, "{}"],
  [[], "[]"],
  [{ a: {}, b: [{}] }, '{"a":{},"b":[{}]}'],
  [Object.create(null), "{}"],
  [runInNewContext("({ a: {} })"), '{"a":{}}'],
  ["{}", '"{}"'],
  [null, "null"],
  [{ at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
  [{ toJSON: () => ({}) }, "{}"],
  [{ where: new URL("http://sensor/"), a: {} }, '{"where":"http://sensor/","a":{}}'],
  [{ none: undefined }, "{}"],
])("%j is %s", (value, text) => {
  expect(jsonOf(value)).toBe(text);
});

test.each<[unknown, string]>([
  [undefined, "a frame needs a value that JSON can hold, got undefined"],
  [() => 1, "got function"],
  [Symbol("a"), "got symbol"],
  [1n, "JSON can hold: Do not know how to serialize a BigInt"],
  [{ deep: [{ v: Promise.resolve(1) }] }, "JSON can hold: .deep[0].v is a Promise, of which JSON makes {}: await it"],
  [new Map([[1, 2]]), "it is a Map, of which JSON makes {}: make an object or an array of it"],
  [{ seen: new Set([1]) }, ".seen is a Set"],
  [new Error("no bus"), "it is an object of the class Error, of which"],
  [new Response("{}"), "it is an object of the class Response, of which JSON makes {}: yield what is in it"],
  [{ reading: new Empty() }, ".reading is an object of the class Empty"],
  [(function* () {})(), "it is an object of the class Generator"],
])("%o is refused", (value, message) => {
  expect(() => jsonOf(value)).toThrow(TypeError);
  expect(() => jsonOf(value)).toThrow(message);
});

test("a circle is refused in one line", () => {
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  expect(() => jsonOf(circle)).toThrow(
    /^a frame needs a value that JSON can hold: Converting circular structure to JSON$/,
  );
});

test.each<[unknown, string]>([
  [{ v: new Float64Array([1.5, 2]) }, '{"v":[1.5,2]}'],
  [[new Uint16Array([7])], "[[7]]"],
  [{ none: new Int8Array(0) }, '{"none":[]}'],
])("a typed array is an array: %o", (value, text) => {
  expect(jsonOf(value)).toBe(text);
});
