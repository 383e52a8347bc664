import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build } from "../../cli/build/build.js";
import { doctor } from "../../cli/doctor/doctor.js";
import { startPlugins } from "../../cli/doctor/start.js";
import { RUNTIME_NAMES } from "../../cli/languages/typescript/toolchain/runtime.js";
import { silentProgress } from "../../cli/run/progress/progress.js";
import { launch } from "../../sdk/typescript/src/testing/index.js";
import { ROOT, run } from "../create/support/cli.js";

const PLUGIN = `
  import { datasource } from "laniakea-plugin-sdk";

  export default datasource({
    name: "my-sensor",
    version: "1.0.0",
    watchdogMs: 500,
    settings: { port: { default: "/dev/ttyUSB0" }, baudRate: { default: 9600, minimum: 300 }, spins: { default: false } },
    async *record({ settings }) {
      yield settings;
      while (settings.spins) spin();
    },
  });

  function spin() {
    for (let n = 0; n < 1e6; n++);
  }
`;

describe.skipIf(process.platform === "win32").each(RUNTIME_NAMES)("a single binary on %s", (runtime) => {
  const cwd = mkdtempSync(join(tmpdir(), "built-settings-"));
  const project = join(cwd, "my-sensor");
  let executable = "";

  beforeAll(async () => {
    const { code } = await run(["my-sensor", "--type", "datasource", "--runtime", runtime, "--yes", "--no-install"], {
      cwd,
    });
    expect(code).toBe(0);
    symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"));
    writeFileSync(join(project, "src/plugin.ts"), PLUGIN);
    const { signal } = new AbortController();
    ({ executable } = await build({ project, signal, progress: silentProgress }));
  }, 300_000);
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  /** The executable as the daemon has it, under a name and with a settings file of its own. */
  function installed(name: string, settings?: string): string {
    const copy = join(cwd, name);
    copyFileSync(executable, copy);
    if (settings !== undefined) writeFileSync(`${copy}.settings.json`, settings);
    return copy;
  }

  async function recordingOf(file: string) {
    const stderr: string[] = [];
    const plugin = await launch(file, { onStderr: (line) => stderr.push(line) });
    const errors = () => stderr.map((line) => JSON.parse(line)).filter((record) => record["@level"] === "error");
    return { plugin, errors };
  }

  it("has the settings of the file beside it, and of two copies each has its own", async () => {
    const defaults = { port: "/dev/ttyUSB0", baudRate: 9600, spins: false };
    const copies = [
      [installed("upstairs", `{ "baudRate": 19200 }`), { ...defaults, baudRate: 19200 }],
      [installed("downstairs", `{ "port": "COM3" }`), { ...defaults, port: "COM3" }],
      [installed("elsewhere"), defaults],
    ] as const;
    for (const [file, settings] of copies) {
      const { plugin } = await recordingOf(file);
      const [frame] = await plugin.startRecord().all();
      expect(frame?.json()).toEqual(settings);
      await plugin.close();
    }
  });

  it("prints a settings file, and leaves nothing behind", async () => {
    const file = installed("asked");
    const { stdout, stderr } = await promisify(execFile)(file, ["--settings"]);
    expect(stderr).toBe("");
    const about = `Settings of my-sensor: take the // away before a key to set it. A variable such as LANIAKEA_MY_SENSOR_PORT goes before this file.`;
    expect(JSON.parse(stdout)).toEqual({
      "//": about,
      "// port": "/dev/ttyUSB0",
      "// baudRate": 9600,
      "// spins": false,
    });
    expect(readdirSync(cwd).filter((name) => name.startsWith("asked"))).toEqual(["asked"]);
  });

  it("sees between two recordings what has been mended in its file", async () => {
    const file = installed("mended", `{ "baudRate": 1 }`);
    const { plugin, errors } = await recordingOf(file);
    const reason = `wrong settings: ${file}.settings.json: baudRate is 1 and must be at least 300`;
    await expect(plugin.startRecord().all()).rejects.toMatchObject({ code: "FAILED_PRECONDITION", rawMessage: reason });
    writeFileSync(`${file}.settings.json`, `{ "baudRate": 300 }`);
    expect(await plugin.startRecord().all()).toHaveLength(1);
    await plugin.close();
    expect(errors()).toMatchObject([{ "@message": reason }, { "@message": reason }]);
  });

  it("is named by doctor when its file is wrong, and the daemon starts all the same", async () => {
    const file = installed("doubtful", `{ "baudRate": "fast" }`);
    const entry = "{name: doubtful, type: datasource, exec: doubtful, timeout: 30, maxTimeouts: 3}";
    writeFileSync(join(cwd, "config.yaml"), `PluginDir: ${JSON.stringify(cwd)}\nPlugins:\n- ${entry}\n`);
    const { signal } = new AbortController();
    const diagnosis = await doctor({ laniakeaDir: cwd }, (all, located) => startPlugins(all, located, signal));
    const reason = `${file}.settings.json: baudRate is "fast" and must be a number, such as 9600`;
    expect(diagnosis).toMatchObject({
      healthy: true,
      problems: [
        { severity: "warning", message: `the plugin "doubtful" has wrong settings: ${reason}`, place: { line: 3 } },
      ],
    });
  });

  it("is ended when its event loop does not turn", async () => {
    const { plugin, errors } = await recordingOf(installed("spinning", `{ "spins": true }`));
    plugin.startRecord();
    const isNode = runtime === "node";
    expect(await plugin.process.exited).toEqual(isNode ? { code: 1, signal: null } : { code: null, signal: "SIGKILL" });
    const [record, ...more] = errors();
    expect(more).toEqual([]);
    expect(record["@message"]).toContain("the event loop has not turned for 0.5 s");
    // The line is the author's, and not that of the bundle.
    if (isNode) expect(record.error).toMatch(/ at spin \(.*plugin\.ts:16:\d+\)\n +at .*record.*plugin\.ts:11:\d+/);
  });
});
