import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatRecord, type LogRecord, MAX_LINE_BYTES } from "./hclog.js";

const AT = new Date("2026-01-02T03:04:05.678Z");

function lineFor(record: Partial<LogRecord>): string {
  return formatRecord({ level: "info", message: "hello", time: AT, ...record });
}

function fieldsFor(fields: Record<string, unknown>): Record<string, unknown> {
  const { "@level": level, "@message": message, "@timestamp": timestamp, ...rest } = JSON.parse(lineFor({ fields }));
  expect([level, message, timestamp]).toEqual(["info", "hello", "2026-01-02T03:04:05.678000Z"]);
  return rest;
}

const throws = () => {
  throw new Error("no");
};

describe("a record", () => {
  it("has hclog's keys first, with six digits of a second", () => {
    expect(lineFor({ level: "warn", name: "demo", fields: { n: 1, ok: true, none: null, text: "a b" } })).toBe(
      '{"@level":"warn","@message":"hello","@module":"demo","@timestamp":"2026-01-02T03:04:05.678000Z",' +
        '"n":1,"ok":true,"none":null,"text":"a b"}',
    );
  });

  it("has no time when there is none to tell", () => {
    expect(lineFor({ time: new Date(Number.NaN) })).toBe('{"@level":"info","@message":"hello"}');
    expect(lineFor({ time: new Date(8.64e15) })).toBe('{"@level":"info","@message":"hello"}');
  });

  it("keeps newlines inside the JSON", () => {
    expect(lineFor({ message: "one\ntwo\r\n", name: "a\nb", fields: { "k\n": "v\n" } })).not.toMatch(/[\r\n]/);
  });

  it("makes text of what a JavaScript caller passes instead", () => {
    const record = { level: "loud", message: { not: "text" }, name: 5, fields: undefined, time: AT } as unknown;
    expect(JSON.parse(formatRecord(record as LogRecord))).toEqual({
      "@level": "info",
      "@message": '{"not":"text"}',
      "@module": "5",
      "@timestamp": "2026-01-02T03:04:05.678000Z",
    });
  });
});

describe("fields", () => {
  it("never get hclog's own keys, and lose nothing by that", () => {
    expect(fieldsFor({ "@level": 5, "@@message": {}, _level: 6 })).toEqual({ _level: 5, _message: {}, __level: 6 });
  });

  it("say as text what JSON cannot say", () => {
    class Reading {
      value = 1;
    }
    const fields = {
      big: 10n ** 20n,
      date: AT,
      badDate: new Date(Number.NaN),
      nan: Number.NaN,
      infinite: -Infinity,
      missing: undefined,
      symbol: Symbol("s"),
      run: () => 1,
      map: new Map<unknown, unknown>([
        ["a", 1n],
        [{ b: 1 }, 2],
      ]),
      set: new Set([1, undefined]),
      bytes: new Uint8Array([1, 2]),
      pattern: /x/g,
      reading: new Reading(),
      json: { toJSON: () => ({ inner: 1n }) },
      "": "empty key",
    };
    expect(fieldsFor(fields)).toEqual({
      big: "100000000000000000000",
      date: "2026-01-02T03:04:05.678Z",
      badDate: "Invalid Date",
      nan: "NaN",
      infinite: "-Infinity",
      missing: "undefined",
      symbol: "Symbol(s)",
      run: "[Function]",
      map: { a: "1", '{"b":1}': 2 },
      set: [1, "undefined"],
      bytes: "Uint8Array(2) [ 1, 2 ]",
      pattern: "/x/g",
      reading: { value: 1 },
      json: { inner: "1" },
      "": "empty key",
    });
  });

  it("show an error with its stack, causes and code", () => {
    const cause = Object.assign(new TypeError("no such port"), { code: "ENOENT" });
    const { error } = fieldsFor({ error: new Error("cannot open the bus", { cause }) });
    expect(error).toMatch(/^Error: cannot open the bus\n +at .*hclog\.test\.ts/);
    expect(error).toContain("[cause]: TypeError: no such port");
    expect(error).toContain("code: 'ENOENT'");
  });

  it("notice circles, and depth without end", () => {
    const circle: Record<string, unknown> = { name: "a" };
    circle["self"] = circle;
    const shared = { n: 1 };
    expect(fieldsFor({ circle, twice: [shared, shared] })).toEqual({
      circle: { name: "a", self: "[circular]" },
      twice: [{ n: 1 }, { n: 1 }],
    });
    let deep: unknown = "core";
    for (let i = 0; i < 10_000; i++) deep = { deep };
    expect(JSON.stringify(fieldsFor({ deep }))).toContain("[Object]");
  });

  it("survive foreign code that throws", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const error = new Error("x");
    Object.defineProperty(error, "stack", { get: throws });
    const fields = {
      getter: Object.defineProperty({ fine: 1 }, "bad", { get: throws, enumerable: true }),
      toJSON: { toJSON: throws },
      proxy,
      traps: new Proxy({}, { ownKeys: throws, get: throws, has: throws }),
      error,
      after: "still there",
    };
    expect(fieldsFor(Object.defineProperty(fields, "top", { get: throws, enumerable: true }))).toMatchObject({
      getter: { fine: 1, bad: "[unreadable: no]" },
      toJSON: "[unreadable: no]",
      top: "[unreadable: no]",
      after: "still there",
    });
  });
});

describe("a long record", () => {
  const lengthOf = (line: string) => Buffer.byteLength(line) + 1;

  it("is cut with a mark, and keeps what comes after", () => {
    const line = lineFor({
      message: "é\n".repeat(100_000),
      fields: { short: 1, long: "\0".repeat(1e6), last: "here" },
    });
    const record = JSON.parse(line);
    expect(lengthOf(line)).toBeLessThanOrEqual(MAX_LINE_BYTES);
    expect(lengthOf(line)).toBeGreaterThan(MAX_LINE_BYTES * 0.7);
    expect(record["@message"]).toMatch(/^(é\n)+é?… \[\d+ characters cut\]$/);
    expect(record["long"]).toMatch(/… \[\d+ characters cut\]$/);
    expect(record).toMatchObject({ short: 1, last: "here" });
  });

  it("counts the fields that it left out", () => {
    const fields = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`field${i}`, "some text"]));
    const record = JSON.parse(lineFor({ fields }));
    const shown = Object.keys(record).filter((key) => key.startsWith("field")).length;
    expect(record["left_out"]).toBe(`${10_000 - shown} more fields`);
    expect(shown).toBeGreaterThan(1_000);
  });

  it("takes no time for what is not shown", () => {
    // Small in memory, and billions of values to who walks through all of it.
    let wide: unknown = 1;
    for (let i = 0; i < 6; i++) wide = Array(40).fill(wide);
    const huge = { wide, text: "x".repeat(5e7), map: new Map(Array.from({ length: 1e5 }, (_, i) => [i, i])) };
    const started = performance.now();
    expect(lengthOf(lineFor({ fields: huge }))).toBeLessThanOrEqual(MAX_LINE_BYTES);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it("is one valid line for any values", () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
    });
    const text = fc.string({ unit: "binary", maxLength: 20 });
    fc.assert(
      fc.property(text, fc.dictionary(text, anything), fc.nat(40_000), (message, fields, repeat) => {
        const line = lineFor({ message: message.repeat(repeat), name: message, fields });
        expect(lengthOf(line)).toBeLessThanOrEqual(MAX_LINE_BYTES);
        expect(line).not.toMatch(/[\r\n]/);
        const { "@level": level, "@message": shown, "@timestamp": time } = JSON.parse(line);
        expect([typeof level, typeof shown, typeof time]).toEqual(["string", "string", "string"]);
      }),
      { numRuns: 300 },
    );
  });
});
