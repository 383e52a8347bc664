import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatRecord, LOG_LEVELS, type LogRecord } from "../../sdk/typescript/src/go-plugin/logging/hclog.js";
import { type GoPluginVersion, hostProgram, type HostRecord, logOf, runHost } from "../hosts/go-host.js";
import { goIsThere } from "../hosts/go-toolchain.js";

const AT = new Date("2026-01-02T03:04:05.678Z");
/** What the host prints as the record's own time, to the millisecond and in the record's zone. */
const AT_HOST = /^2026-01-02T03:04:05\.678/;

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom("\n", "a\r\nb", "\0", "\ud800", "🚀"),
);
const circle: Record<string, unknown> = {};
circle["circle"] = circle;
const odd = fc.constantFrom<unknown>(
  circle,
  new Error("outer", { cause: new Error("inner") }),
  Symbol("s"),
  () => 1,
  Number.NaN,
  10n ** 30n,
  new Map([[{}, new Set([1n])]]),
  { toJSON: () => ({ "@level": 1 }) },
  { "@message": 5 },
  "x".repeat(70_000),
  "é\n".repeat(40_000),
  Array.from({ length: 500 }, (_, i) => ({ i, text: "some text" })),
);
const key = fc.oneof(text, fc.constantFrom("@level", "@message", "@timestamp", "@module", "timestamp", "__proto__"));
const record: fc.Arbitrary<LogRecord> = fc.record({
  level: fc.constantFrom(...LOG_LEVELS),
  message: fc.oneof({ weight: 20, arbitrary: text }, { weight: 1, arbitrary: fc.constant("long é\n".repeat(30_000)) }),
  name: fc.option(text, { nil: undefined }),
  fields: fc.dictionary(
    key,
    fc.oneof(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }), odd),
  ),
  time: fc.constant(AT),
});

describe.runIf(goIsThere())("log lines as go-plugin's client reads them", () => {
  const folder = mkdtempSync(join(tmpdir(), "hclog-oracle-"));
  /** Stands in for a plugin: says its lines on stderr, then something like a handshake, before which it must not end. */
  const speaker = join(folder, "speaker");

  beforeAll(async () => {
    writeFileSync(speaker, '#!/bin/sh\ncat "$LINES" >&2 && echo "1|1|tcp|127.0.0.1:1|grpc"\n');
    chmodSync(speaker, 0o755);
    await Promise.all([hostProgram("1.4.4"), hostProgram("1.8.0")]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function recordsFor(lines: readonly string[], goPlugin: GoPluginVersion): Promise<HostRecord[]> {
    const file = join(folder, `lines-${goPlugin}`);
    writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
    const scenario = { type: "datasource", steps: ["launch", "kill"] } as const;
    const steps = await runHost(scenario, speaker, { goPlugin, env: { LINES: file } });
    return logOf(steps).filter(({ name }) => name === "host.speaker");
  }

  describe.each(["1.4.4", "1.8.0"] as const)("version %s", (goPlugin) => {
    it("keep level, message, time and scalar fields for any record", async () => {
      const records = fc.sample(record, { numRuns: 1_000, seed: 1 });
      const seen = await recordsFor(records.map(formatRecord), goPlugin);
      expect(seen).toHaveLength(records.length);
      for (const [i, { level, message, name, fields }] of records.entries()) {
        const shown = seen[i];
        expect(shown?.level).toBe(level);
        expect(shown?.fields["timestamp"]).toMatch(AT_HOST);
        expect(shown?.fields["@module"]).toBe(name === undefined ? undefined : readable(name));
        if (message.length < 1_000) expect(shown?.message).toBe(readable(message));
        else expect(/^(long é\n)+.{0,6}… \[\d+ characters cut\]$/su.test(shown?.message ?? "")).toBe(true);
        for (const [field, value] of Object.entries(fields ?? {})) {
          const plain = typeof value === "boolean" || (typeof value === "string" && value.length < 1_000);
          if (plain && /^[a-z]/.test(field) && field !== "timestamp" && isUnique(field, fields)) {
            expect(shown?.fields[readable(field)]).toBe(readable(String(value)));
          }
        }
      }
    });

    it("would make the host panic with a message that is no text, as a careless logger's do", async () => {
      await expect(recordsFor(['{"@level":"info","@message":5}'], goPlugin)).rejects.toThrow(
        "interface conversion: interface {} is float64, not string",
      );
    });

    it("would lose their level with milliseconds as toISOString writes them", async () => {
      const line = formatRecord({ level: "error", message: "m", time: AT });
      const [good, bad] = await recordsFor([line, line.replace("678000Z", "678Z")], goPlugin);
      expect(good).toMatchObject({ level: "error", message: "m" });
      expect(bad).toMatchObject({ level: "debug", message: expect.stringContaining("@level") });
    });
  });
});

/** Go shows half of a surrogate pair as the replacement character. */
function readable(value: string): string {
  return Buffer.from(value, "utf8").toString("utf8");
}

/** Two keys may only differ by what Go replaces. */
function isUnique(field: string, fields: LogRecord["fields"]): boolean {
  return Object.keys(fields ?? {}).filter((other) => readable(other) === readable(field)).length === 1;
}
