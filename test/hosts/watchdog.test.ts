import { readdirSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { launch } from "../../sdk/typescript/src/testing/index.js";
import { BundledPlugins } from "./bundle-plugin.js";
import { commands, runHost } from "./go-host.js";
import { goIsThere } from "./go-toolchain.js";
import { pluginLog } from "./host-steps.js";

/** A record of the plugin's, as the daemon's log has it. */
interface LogRecord {
  readonly "@level": string;
  readonly "@message": string;
  readonly "@module": string;
  readonly error?: string;
}

const isNode = process.env["TEST_RUNTIME"] !== "bun";
/** ms; what is not ended must not have been so for longer than that. */
const LIMIT_MS = 500;

describe("an event loop that does not turn", () => {
  const bundled = new BundledPlugins();
  let executable = "";
  beforeAll(async () => {
    executable = await bundled.bundle("watched");
  }, 300_000);
  afterAll(() => bundled.remove());
  afterEach(() => void vi.unstubAllEnvs());

  const start = async (env: Readonly<Record<string, string>> = {}) => {
    for (const [name, value] of Object.entries({ LANIAKEA_TEST_WATCHDOG_MS: String(LIMIT_MS), ...env }))
      vi.stubEnv(name, value);
    const stderr: string[] = [];
    const plugin = await launch(executable, { onStderr: (line) => stderr.push(line) });
    return { plugin, stderr, errors: () => recordsOf(stderr).filter((each) => each["@level"] === "error") };
  };
  const recordsOf = (stderr: readonly string[]) => stderr.map((line) => JSON.parse(line) as LogRecord);
  const answersOf = async (plugin: Awaited<ReturnType<typeof launch>>, command: object) =>
    (await plugin.command(command as { command: string }).all()).map((frame) => frame.json());

  it("ends the process, with the stack of what holds it", async () => {
    const { plugin, errors } = await start();
    plugin.command({ command: "spin" });
    expect(await plugin.process.exited).toEqual(isNode ? { code: 1, signal: null } : { code: null, signal: "SIGKILL" });
    const [record, ...more] = errors();
    expect(more).toEqual([]);
    expect(record?.["@module"]).toBe("watched");
    expect(record?.["@message"]).toMatch(
      /^the event loop has not turned for 0\.5 s.*watchdogMs in the plugin's definition/,
    );
    // Whatever spin is calling at that moment stands above it.
    if (isNode)
      expect(record?.error).toMatch(/^Error: the event loop has not turned for 0\.5 s\n(?: +at .*\n)* +at spin /);
  });

  it.runIf(process.platform !== "win32")("ends it also in a call that nobody can interrupt", async () => {
    const { plugin, stderr, errors } = await start();
    plugin.command({ command: "wait" });
    expect(await plugin.process.exited).toEqual({ code: null, signal: "SIGKILL" });
    expect(errors()).toMatchObject([
      {
        "@level": "error",
        "@module": "watched",
        "@message": expect.stringContaining(
          isNode ? "0.5 s in a call that is not JavaScript, such as execSync" : "0.5 s,",
        ),
      },
    ]);
    expect(JSON.parse(stderr.at(-1) ?? "")["@timestamp"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  it("is nothing but waiting, for a plugin that says 0", async () => {
    const { plugin } = await start({ LANIAKEA_TEST_WATCHDOG_MS: "0" });
    expect(await answersOf(plugin, { command: "spin", args: { ms: 3 * LIMIT_MS } })).toEqual([{ ok: true }]);
    await plugin.close();
  });

  it.runIf(isNode)("is what a debugger does, too", async () => {
    const { plugin, stderr } = await start({ NODE_OPTIONS: "--inspect=127.0.0.1:0" });
    expect(await answersOf(plugin, { command: "spin", args: { ms: 3 * LIMIT_MS } })).toEqual([{ ok: true }]);
    expect(stderr.some((line) => line.includes("Debugger listening"))).toBe(true);
    await plugin.close();
  });

  it.runIf(process.platform !== "win32")("is nobody's fault while the process is stopped", async () => {
    const { plugin, errors } = await start();
    expect(await answersOf(plugin, { command: "read" })).toEqual([{ ok: true }]);
    process.kill(plugin.process.pid, "SIGSTOP");
    // Only time can show that time does not count.
    await new Promise((resolve) => setTimeout(resolve, 3 * LIMIT_MS));
    process.kill(plugin.process.pid, "SIGCONT");
    expect(await answersOf(plugin, { command: "spin", args: { ms: LIMIT_MS / 5 } })).toEqual([{ ok: true }]);
    expect(await plugin.close()).toMatchObject({ graceful: true, exit: { code: 0 } });
    expect(errors()).toEqual([]);
  });

  it.runIf(process.platform === "linux")("is not watched before there is something to do", async () => {
    const { plugin, stderr } = await start();
    const threads = () => readdirSync(`/proc/${plugin.process.pid}/task`).length;
    const before = threads();
    await answersOf(plugin, { command: "read" });
    const after = threads();
    expect(after).toBeGreaterThan(before);
    await answersOf(plugin, { command: "read" });
    expect(threads()).toBe(after);
    await plugin.close();
    const watched = recordsOf(stderr).filter((each) => each["@message"] === "the event loop is watched");
    expect(watched).toHaveLength(1);
  });

  it.runIf(goIsThere())("is in the log of the daemon's host library, and the operator's call fails", async () => {
    const env = { LANIAKEA_TEST_WATCHDOG_MS: String(LIMIT_MS) };
    const steps = await runHost(commands([[{ command: "spin" }, "end"]]), executable, { env });
    expect(steps.find(({ step }) => step === "end")).toMatchObject({ ok: false });
    const [record, ...more] = pluginLog(steps).filter(({ level }) => level === "error");
    expect(more).toEqual([]);
    expect(record?.message).toContain("the event loop has not turned for 0.5 s");
    if (isNode) expect(record?.fields["error"]).toMatch(/\n +at spin /);
  });
});
