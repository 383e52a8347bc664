import { expect, test } from "vitest";
import { formatHandshake, negotiateVersion, parseHandshake, startedByHost } from "./handshake.js";

const HANDSHAKE = {
  coreVersion: 1,
  appVersion: 1,
  network: "unix",
  address: "/run/x/s",
  protocol: "grpc",
  certificate: "",
} as const;

test("the line has six fields, and a seventh only for a host that asks for multiplexing", () => {
  expect(formatHandshake(HANDSHAKE, {})).toBe("1|1|unix|/run/x/s|grpc|\n");
  expect(formatHandshake(HANDSHAKE, { PLUGIN_MULTIPLEX_GRPC: "true" })).toBe("1|1|unix|/run/x/s|grpc||false\n");
});

test("what is written can be read", () => {
  expect(parseHandshake(formatHandshake(HANDSHAKE, {}))).toEqual(HANDSHAKE);
});

test.each([
  ["", undefined],
  ["hello", undefined],
  ["1|1|pipe|x|grpc", undefined],
  ["one|1|unix|x|grpc", undefined],
  ["1|1|tcp|127.0.0.1:10000", "netrpc"],
  ["1|1|tcp|127.0.0.1:10000|grpc", "grpc"],
])("%j is read as a go-plugin client reads it", (line, protocol) => {
  expect(parseHandshake(line)?.protocol).toBe(protocol);
});

test.each([
  [[1], "1", 1],
  [[5, 6], "4,6,5", 6],
  [[5, 6], "5", 5],
  [[5, 6], "7", 5],
  [[5, 6], undefined, 5],
  [[3], "x,3", 3],
])("%j against %j serves %j", (served, offered, version) => {
  expect(negotiateVersion(served, { PLUGIN_PROTOCOL_VERSIONS: offered })).toBe(version);
});

test("an entry that is no number is reported and skipped", () => {
  const invalid: string[] = [];
  negotiateVersion([1], { PLUGIN_PROTOCOL_VERSIONS: "1,x,2.5" }, (entry) => invalid.push(entry));
  expect(invalid).toEqual(["x", "2.5"]);
});

test("a host is one that knows the cookie", () => {
  const cookie = { key: "MAGIC", value: "42" };
  expect(startedByHost(cookie, { MAGIC: "42" })).toBe(true);
  expect(startedByHost(cookie, { MAGIC: "41" })).toBe(false);
  expect(startedByHost(cookie, {})).toBe(false);
});
