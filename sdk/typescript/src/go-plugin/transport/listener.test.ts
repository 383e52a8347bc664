import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createSocketFolder, portsInRange } from "./listener.js";

const made: string[] = [];
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

test("the socket is in a folder that nobody else can open, and both go", () => {
  const folder = createSocketFolder({});
  const parent = join(folder?.path ?? "", "..");
  expect(statSync(parent).mode & 0o777).toBe(0o700);
  folder?.remove();
  expect(() => statSync(parent)).toThrow("ENOENT");
});

test("the host's folder is used, and stays", () => {
  const wanted = mkdtempSync(join(tmpdir(), "sockets-"));
  made.push(wanted);
  const folder = createSocketFolder({ PLUGIN_UNIX_SOCKET_DIR: wanted });
  expect(dirname(folder?.path ?? "")).toBe(wanted);
  writeFileSync(folder?.path ?? "", "");
  folder?.remove();
  expect(readdirSync(wanted)).toEqual([]);
});

test("a folder whose name leaves no room for a socket is passed over", () => {
  const deep = join(mkdtempSync(join(tmpdir(), "deep-")), "x".repeat(100));
  made.push(join(deep, ".."));
  mkdirSync(deep);
  const folder = createSocketFolder({ PLUGIN_UNIX_SOCKET_DIR: deep });
  expect(folder?.path.startsWith(deep)).toBe(false);
  expect(Buffer.byteLength(folder?.path ?? "")).toBeLessThan(104);
  folder?.remove();
});

test("there is no socket on Windows", () => {
  expect(createSocketFolder({}, "win32")).toBeUndefined();
});

test("every port of the host's range comes once, from anywhere in it on", () => {
  const ports = [...portsInRange({ PLUGIN_MIN_PORT: "100", PLUGIN_MAX_PORT: "104" }, () => 0.5)];
  expect(ports).toEqual([102, 103, 104, 100, 101]);
});

test.each([
  [{}, [0]],
  [{ PLUGIN_MIN_PORT: "", PLUGIN_MAX_PORT: "0" }, [0]],
  [{ PLUGIN_MIN_PORT: "7", PLUGIN_MAX_PORT: "7" }, [7]],
])("%j are the ports %j", (environment, ports) => {
  expect([...portsInRange(environment)]).toEqual(ports);
});

test.each([
  [{ PLUGIN_MIN_PORT: "9" }, "PLUGIN_MIN_PORT value of 9 is greater than PLUGIN_MAX_PORT value of 0"],
  [{ PLUGIN_MIN_PORT: "x" }, "PLUGIN_MIN_PORT is x, which is no port"],
  [{ PLUGIN_MAX_PORT: "65536" }, "PLUGIN_MAX_PORT is 65536, which is no port"],
])("%j are no ports", (environment, message) => {
  expect(() => [...portsInRange(environment)]).toThrow(message);
});
