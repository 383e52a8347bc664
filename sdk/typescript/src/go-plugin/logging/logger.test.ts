import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLogger, type LogLevel } from "./logger.js";

function loggerWithRecords(options: { name?: string; level?: LogLevel } = {}) {
  const records: Array<Record<string, unknown>> = [];
  return { records, log: createLogger({ ...options, write: (line) => void records.push(JSON.parse(line)) }) };
}

describe("a logger", () => {
  it("writes each level under the logger's name", () => {
    const { log, records } = loggerWithRecords({ name: "demo" });
    for (const level of ["trace", "debug", "info", "warn", "error"] as const) log[level](`at ${level}`, { level });
    expect(records).toMatchObject(
      ["trace", "debug", "info", "warn", "error"].map((level) => ({
        "@level": level,
        "@message": `at ${level}`,
        "@module": "demo",
        level,
      })),
    );
  });

  it("drops what is below its level", () => {
    const { log, records } = loggerWithRecords({ level: "warn" });
    for (const level of ["trace", "debug", "info", "warn", "error"] as const) log[level](level);
    expect(records.map((record) => record["@message"])).toEqual(["warn", "error"]);
  });

  it("gives its fields to its children, and theirs win", () => {
    const { log, records } = loggerWithRecords();
    const child = log.child({ session: 1, part: "bus" }).child({ part: "pump" });
    child.info("one", { part: "valve" });
    child.info("two");
    log.info("three");
    expect(records[0]).toMatchObject({ session: 1, part: "valve" });
    expect(records[1]).toMatchObject({ session: 1, part: "pump" });
    expect(records[2]).not.toHaveProperty("session");
  });

  it("survives fields that throw", () => {
    const { log, records } = loggerWithRecords();
    const fields = Object.defineProperty({ fine: 1 }, "bad", {
      enumerable: true,
      get() {
        throw new Error("no");
      },
    });
    log.child({ base: 1 }).info("hello", fields);
    expect(records[0]).toMatchObject({ base: 1, fine: 1, bad: "[unreadable: no]" });
  });
});

describe.skipIf(process.platform === "win32")("writeStderrSync", () => {
  const folder = mkdtempSync(join(tmpdir(), "logger-test-"));
  const script = join(folder, "last-words.cjs");
  const LENGTH = 1_000_000;

  beforeAll(async () => {
    const logger = fileURLToPath(new URL("./logger.ts", import.meta.url));
    // Touching process.stderr makes the pipe non-blocking, as it is in a real plugin.
    const contents = `import { writeStderrSync } from ${JSON.stringify(logger)};
      process.stderr; process.stdout.write("ready");
      process.stdin.once("data", () => { writeStderrSync("x".repeat(${LENGTH})); writeStderrSync("last"); process.exit(7); });`;
    await build({ stdin: { contents, resolveDir: folder }, bundle: true, platform: "node", outfile: script });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("delivers the last words to a slow reader before the process exits", async () => {
    const child = execa(process.execPath, [script], { reject: false, buffer: false });
    child.stdout.once("data", () => child.stdin.write("go"));
    let received = "";
    for await (const chunk of child.stderr) {
      received += chunk;
      await sleep(5); // The pipe is full meanwhile.
    }
    expect((await child).exitCode).toBe(7);
    expect(received).toBe(`${"x".repeat(LENGTH)}\nlast\n`);
  });

  it("goes on when nobody reads any more", async () => {
    const child = execa(process.execPath, [script], { reject: false, buffer: false });
    child.stdout.once("data", () => {
      child.stderr.destroy();
      child.stderr.once("close", () => child.stdin.write("go"));
    });
    expect((await child).exitCode).toBe(7);
  });
});
