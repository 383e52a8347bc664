import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { launch } from "../../sdk/typescript/src/testing/index.js";
import { BundledPlugins } from "./bundle-plugin.js";

/** A record of the plugin's, as the daemon's log has it. */
interface Record {
  readonly "@level": string;
  readonly "@message": string;
  readonly error?: string;
}

describe("the last words of a plugin", () => {
  const bundled = new BundledPlugins();
  let executable = "";
  beforeAll(async () => {
    executable = await bundled.bundle("ends-early");
  });
  afterAll(() => bundled.remove());
  afterEach(() => void vi.unstubAllEnvs());

  const start = async (end: string) => {
    vi.stubEnv("LANIAKEA_TEST_END", end);
    const stderr: string[] = [];
    const plugin = await launch(executable, { onStderr: (line) => stderr.push(line) });
    const records = () => stderr.map((line) => JSON.parse(line) as Record);
    return { plugin, records };
  };

  it("name the line that called process.exit", async () => {
    const { plugin, records } = await start("exits");
    plugin.startRecord();
    expect(await plugin.process.exited).toMatchObject({ code: 3 });
    const [record, ...more] = records().filter((each) => each["@level"] === "error");
    expect(record).toMatchObject({ "@message": "process.exit(3) was called while the plugin served" });
    expect(record?.error).toMatch(/^Error: process\.exit\(3\)\n +at .*giveUp/);
    expect(more).toEqual([]);
  });

  // Bun does not say what keeps a process running: nothing can let go of all of it there.
  it.runIf(bundled.runtime === "node")("say that nothing was left to do", async () => {
    const { plugin, records } = await start("runs dry");
    plugin.startRecord();
    expect(await plugin.process.exited).toMatchObject({ code: 0 });
    expect(records().at(-1)).toMatchObject({
      "@level": "error",
      "@message": "the plugin ends with exit code 0: nothing was left to do",
    });
  });

  it.runIf(process.platform !== "win32").each(["SIGTERM", "SIGQUIT", "SIGXCPU"] as const)(
    "name the signal %s, which lets it stop first",
    async (signal) => {
      const { plugin, records } = await start("");
      process.kill(plugin.process.pid, signal);
      expect(await plugin.process.exited).toEqual({ code: 0, signal: null });
      expect(records()).toContainEqual(
        expect.objectContaining({ "@level": "warn", "@message": `the plugin ends: ${signal}` }),
      );
      expect(records().map((each) => each["@message"])).toContain("everything is off");
    },
  );

  it("are none of ours when the host ends it", async () => {
    const { plugin, records } = await start("");
    expect(await plugin.close()).toMatchObject({ graceful: true, exit: { code: 0 } });
    expect(records().filter((each) => each["@level"] !== "debug" && each["@level"] !== "info")).toEqual([]);
  });

  it("explain a start that comes to nothing", async () => {
    vi.stubEnv("LANIAKEA_TEST_END", "exits while it loads");
    await expect(launch(executable)).rejects.toMatchObject({
      reason: "exited",
      message: "process.exit(4) was called before the plugin served (it ended with exit code 4 before its handshake)",
    });
    vi.stubEnv("LANIAKEA_TEST_END", "never serves");
    await expect(launch(executable)).rejects.toMatchObject({ reason: "not-served" });
  });
});
