import { expect, test } from "vitest";
import { PluginError } from "./plugin-error.js";

const MAX_BYTES = 4096;

class Unreadable extends Error {
  override get message(): string {
    throw new Error("again");
  }
}

class Wordless {
  toString(): string {
    throw new Error("again");
  }
}

const proxy = new Proxy(
  {},
  {
    getPrototypeOf() {
      throw new Error("again");
    },
    get() {
      throw new Error("again");
    },
  },
);

test.each([
  ["an empty message", new Error(""), "Error"],
  ["an empty PluginError", new PluginError(""), "no reason was given"],
  ["blanks", new PluginError(" \n"), "no reason was given"],
  ["an error that is nameless, too", Object.assign(new Error(""), { name: "" }), "no reason was given"],
  ["a message that is no text", new PluginError(5 as never), "5"],
  ["no message", new PluginError(undefined as never), "no reason was given"],
  ["a getter that throws", new Unreadable(), "[unreadable: Unreadable]"],
  ["a toString that throws", new Wordless(), "[unreadable: Wordless]"],
  ["a proxy that throws", proxy, "[unreadable: an object]"],
  [
    "several reasons in one error without any",
    new AggregateError([new Error("connect ECONNREFUSED ::1:1"), new Error("connect ECONNREFUSED 127.0.0.1:1")]),
    "connect ECONNREFUSED ::1:1; connect ECONNREFUSED 127.0.0.1:1",
  ],
  ["several without a reason", new AggregateError([]), "no reason was given"],
  ["text", "no bus", "no bus"],
  ["no text", "", "no reason was given"],
  ["an object", { code: 5 }, "{ code: 5 }"],
  ["an object with words of its own", new URL("http://sensor/"), "http://sensor/"],
  ["an object without a class", Object.create(null), "[Object: null prototype] {}"],
  ["a list", [1, "a"], "[ 1, 'a' ]"],
  ["a symbol", Symbol("bus"), "Symbol(bus)"],
  ["undefined", undefined, "undefined"],
  ["a plain error", new TypeError("no bus"), "no bus"],
])("%s has a reason", (_, thrown, reason) => {
  expect(PluginError.from(thrown)).toMatchObject({ rawMessage: reason, message: reason, code: "UNKNOWN" });
});

test.each([
  ["a", "a".repeat(6_000_000)],
  ["ä", "ä".repeat(5_000)],
  ["😀", "😀".repeat(3_000)],
  ["a😀", `a${"😀".repeat(3_000)}`],
])("a message of too many %s is cut at the border of a character, and says so", (characters, message) => {
  const { rawMessage } = new PluginError(message);
  expect(Buffer.byteLength(rawMessage)).toBeLessThanOrEqual(MAX_BYTES);
  expect(Buffer.byteLength(rawMessage)).toBeGreaterThan(MAX_BYTES - 100);
  const [, kept = "", cut] = /^(.*)… \[(\d+) characters cut\]$/u.exec(rawMessage) ?? [];
  expect(message.startsWith(kept)).toBe(true);
  expect(kept).toMatch(new RegExp(`^[${characters}]+$`, "u"));
  expect(kept.length + Number(cut)).toBe(message.length);
});

test("a message that just fits stays whole", () => {
  expect(new PluginError("a".repeat(MAX_BYTES)).rawMessage).toBe("a".repeat(MAX_BYTES));
});

test.each(["OK", "NOPE", "", "constructor", 5, null, {}])("the code %j becomes UNKNOWN", (code) => {
  expect(new PluginError("no bus", code as never).code).toBe("UNKNOWN");
});
