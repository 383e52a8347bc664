import { chmodSync, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { conform } from "../../sdk/typescript/src/testing/index.js";
import { goIsThere } from "../hosts/go-toolchain.js";
import { goPlugin } from "./plugins.js";

/** What `check` must say of each broken plugin: all that it says of the check that fails. */
const BROKEN: ReadonlyArray<readonly [plugin: string, says: RegExp]> = [
  ["npm-constraint", /"\^1\.0\.0" is not a Laniakea version constraint; write ">= 1\.0\.0, < 2\.0\.0" instead/],
  ["refuses-laniakea", /plugin requires a different version of laniakea: have 1\.0\.0, need >= 2\.0\.0/],
  ["no-record", /the plugin cannot be served: the Datasource has no Record/],
  ["no-version", /version/],
  ["recording-fails", /no sensor at \/dev\/ttyUSB0/],
  ["recording-panics", /panic: no sensor/],
  ["goroutine-panics", /panic: the watcher lost its sensor/],
  ["sends-nothing", /no sign of the first reading within 5 s/],
  ["stop-fails", /the valve is stuck/],
  ["logs-badly", /a JSON line on stderr has an @message, @level or @timestamp that is not a string/],
  ["exits", /ended with exit code 3 before its handshake/],
];

describe.runIf(goIsThere() && process.platform === "linux")("check of a Go plugin", () => {
  const folder = mkdtempSync(join(tmpdir(), "check-go-"));
  let broken = "";

  beforeAll(async () => {
    broken = await goPlugin("broken");
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const named = (name: string) => {
    const path = join(folder, name);
    copyFileSync(broken, path);
    chmodSync(path, 0o755);
    return path;
  };
  const run = (name: string) => conform(named(name), { timeoutMs: 5_000, startTimeoutMs: 5_000 });

  it("passes one that is right", async () => {
    const { checks } = await run("healthy");
    expect(checks.filter(({ status }) => status !== "passed")).toEqual([]);
  });

  it.each(BROKEN)("%s: %s", async (name, says) => {
    const { ok, checks } = await run(name);
    expect(ok).toBe(false);
    expect(JSON.stringify(checks.find(({ status }) => status === "failed")).replaceAll('\\"', '"')).toMatch(says);
  });
});
