import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COOKIE } from "../../daemon/handshake.js";
import { BundledPlugins } from "./bundle-plugin.js";
import { hostProgram, runHost } from "./go-host.js";
import { goIsThere } from "./go-toolchain.js";
import { expectGracefulKill, failed, payloadsOf, pluginLog, stepOf } from "./host-steps.js";

const DEFAULTS = { port: "/dev/ttyUSB0", kiloHertz: 10 };

describe.runIf(goIsThere())("settings, under the host library that the daemon has", () => {
  const bundled = new BundledPlugins();
  const folder = mkdtempSync(join(tmpdir(), "settings-"));
  const file = join(folder, "lab.settings.json");
  let executable = "";
  beforeAll(async () => {
    executable = await bundled.bundle("lab");
    await hostProgram();
  }, 300_000);
  afterAll(() => {
    bundled.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (steps: string[], env: Readonly<Record<string, string>>) =>
    runHost({ type: "datasource", steps: ["launch", "push-version:1.0.0", "get-version", ...steps] }, executable, {
      env,
    });

  it("that are wrong do not keep the daemon from starting; the operator gets all the reasons", async () => {
    writeFileSync(file, `{ "kiloHertz": 1000, "prot": "COM3" }`);
    const steps = await run(["start-record", "kill"], { LANIAKEA_PLUGIN_SETTINGS: file, LANIAKEA_LAB_PORT: "COM4" });
    const reason =
      `wrong settings: ${file}: there is no setting "prot" (did you mean "port"?); there are: port, kiloHertz; ` +
      `${file}: kiloHertz is 1000 and must be between 1 and 100`;
    expect(failed(steps)).toMatchObject([
      { step: "start-record", error: `rpc error: code = FailedPrecondition desc = ${reason}` },
    ]);
    const errors = pluginLog(steps).filter(({ level }) => level === "error");
    // At the start, and for the recording.
    expect(errors.map(({ message }) => message)).toEqual([reason, reason]);
    expectGracefulKill(steps, 1_000);
  });

  it("come from a variable over the file over the defaults", async () => {
    writeFileSync(file, `{ "// port": "COM3", "kiloHertz": 20 }`);
    const env = { LANIAKEA_PLUGIN_SETTINGS: file };
    const written = await run(["start-record", "frames:1", "kill"], env);
    expect(payloadsOf(written)).toEqual([{ ...DEFAULTS, kiloHertz: 20 }]);
    const varied = await run(["start-record", "frames:1", "kill"], { ...env, LANIAKEA_LAB_KILO_HERTZ: "30" });
    expect(payloadsOf(varied)).toEqual([{ ...DEFAULTS, kiloHertz: 30 }]);
  });

  it("are printed as a file that changes nothing, under a host, too", async () => {
    for (const env of [{}, { [COOKIE.key]: COOKIE.value }]) {
      const { stdout, stderr } = await promisify(execFile)(executable, ["--settings"], {
        env: { ...process.env, ...env },
      });
      expect(stderr).toBe("");
      expect(JSON.parse(stdout)).toEqual({
        "//": expect.stringContaining("LANIAKEA_LAB_PORT"),
        "// port": "/dev/ttyUSB0",
        "// kiloHertz": 10,
      });
      writeFileSync(file, stdout);
    }
    const steps = await run(["start-record", "frames:1", "kill"], { LANIAKEA_PLUGIN_SETTINGS: file });
    expect(payloadsOf(steps)).toEqual([DEFAULTS]);
  });

  it("and 10,000 samples a second arrive in batches, none lost and none doubled", async () => {
    const steps = await run(["start-record", "frames:16", "stop-record", "end", "kill"], {});
    expect(failed(steps)).toEqual([]);
    const [first, ...blocks] = payloadsOf(steps) as { start: number; intervalMs: number; values: number[] }[];
    expect(first).toEqual(DEFAULTS);
    const values = blocks.flatMap((block) => block.values);
    expect(values).toEqual(values.map((_, n) => n));
    expect(values.length).toBeGreaterThan(5_000);
    for (const block of blocks) {
      expect(block.values.length).toBeLessThanOrEqual(1_000);
      expect(block.intervalMs).toBe(0.1);
      expect(Math.abs(block.start - Date.now())).toBeLessThan(60_000);
    }
    expect(stepOf(steps, "stop-record")?.ok).toBe(true);
    expect(pluginLog(steps).filter(({ level }) => level === "warn" || level === "error")).toEqual([]);
  });
});
