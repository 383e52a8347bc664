import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { ExitCode } from "../../cli/run/errors.js";
import { BundledPlugins } from "../hosts/bundle-plugin.js";
import { untilNobodyHas } from "../process-alive.js";
import { putBuilt } from "./bundled-command.js";

const COMMAND = fileURLToPath(new URL("../../sdk/typescript/dist/cli/main.js", import.meta.url));
const BROKEN = fileURLToPath(new URL("../hosts/broken-plugins/", import.meta.url));

describe.runIf(process.platform === "linux")("laniakea-plugin check, of a plugin that is broken", () => {
  let temporary = "";
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), "check-command-"));
  });
  afterEach(() => rmSync(temporary, { recursive: true, force: true }));

  const check = (plugin: string, ...flags: string[]) =>
    execa(process.execPath, [COMMAND, "check", join(BROKEN, plugin), ...flags], {
      env: { TMPDIR: temporary, CHECK_TEST_RUN: temporary },
      reject: false,
    });

  it("that prints without end and without a newline, exits 6 and says what came", async () => {
    for (const [plugin, said] of [
      ["endless-line.sh", 'its first line on stdout is "aaaa'],
      ["endless-log-line.cjs", 'a line of more than 65535 bytes on stderr: "bbbb'],
    ] as const) {
      const { exitCode, stdout, stderr } = await check(plugin, "--json");
      expect({ exitCode, stderr: stderr.split("\n").length }).toEqual({ exitCode: ExitCode.checkFailed, stderr: 1 });
      expect(JSON.stringify(JSON.parse(stdout))).toContain(JSON.stringify(said).slice(1, -1));
      expect(stdout.length).toBeLessThan(5_000);
    }
  });

  it("leaves nothing behind, six times in a row", async () => {
    for (let turn = 0; turn < 6; turn++) {
      expect((await check("crashes-while-recording.cjs")).exitCode).toBe(ExitCode.checkFailed);
    }
    expect(readdirSync(temporary)).toEqual([]);
    await untilNobodyHas(`CHECK_TEST_RUN=${temporary}`, 2_000);
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("leaves nothing behind when %s comes", async (signal) => {
    const running = check("ignores-stop-record.cjs");
    // It records by now.
    for await (const line of running) if (String(line).includes("says its own version")) running.kill(signal);
    expect((await running).exitCode).toBe(ExitCode.interrupted);
    expect(readdirSync(temporary)).toEqual([]);
    await untilNobodyHas(`CHECK_TEST_RUN=${temporary}`, 2_000);
  });
});

describe.runIf(process.platform === "linux")("laniakea-plugin check, where the hardware is not", () => {
  const plugins = new BundledPlugins();
  afterAll(() => plugins.remove());

  it("warns by name, exits 0, and exits 6 with --hardware", async () => {
    const plugin = await plugins.bundle("no-device");
    const check = (...flags: string[]) =>
      execa(process.execPath, [COMMAND, "check", plugin, ...flags], { env: { PLUGIN_FAILS: "open" }, reject: false });
    const reason = "needs its hardware, or other settings: no device at /dev/ttyUSB0";
    const plain = await check();
    expect(plain).toMatchObject({ exitCode: ExitCode.ok, stderr: "" });
    expect(plain.stdout).toContain(`! records and stops: ${reason}\n    its readings were not looked at`);
    const json = await check("--json");
    expect(json.exitCode).toBe(ExitCode.ok);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: true,
      checks: expect.arrayContaining([expect.objectContaining({ status: "warned", observed: reason })]),
    });
    const attached = await check("--hardware");
    expect(attached.exitCode).toBe(ExitCode.checkFailed);
    expect(attached.stdout).toContain(`✖ records and stops: ${reason}\n`);
  });
});

describe.runIf(process.platform === "linux")("laniakea-plugin check --hardware, of readings without a value", () => {
  const plugins = new BundledPlugins();
  afterAll(() => plugins.remove());

  it("exits 6 with the fields and the last warning, and exits 0 without the flag", async () => {
    const plugin = await plugins.bundle("warns");
    const check = (...flags: string[]) =>
      execa(process.execPath, [COMMAND, "check", plugin, ...flags], { reject: false });
    const attached = await check("--hardware");
    expect(attached.exitCode).toBe(ExitCode.checkFailed);
    expect(attached.stdout).toMatch(
      /✖ records and stops: no field of its \d+ readings has a value: celsius\n {4}the log's last warning: the sensor was read \d+ times in vain\n {4}look at the hardware/,
    );
    expect(await check()).toMatchObject({ exitCode: ExitCode.ok });
    const fine = await plugins.bundle("counter");
    expect(await execa(process.execPath, [COMMAND, "check", fine, "--hardware"])).toMatchObject({
      exitCode: ExitCode.ok,
    });
  });
});

describe.runIf(process.platform === "linux")("laniakea-plugin check, of a project with settings", () => {
  const plugins = new BundledPlugins();
  const project = mkdtempSync(join(tmpdir(), "check-settings-"));
  afterAll(() => {
    plugins.remove();
    rmSync(project, { recursive: true });
  });

  it("gives the plugin the project's settings, unless others are named", async () => {
    await putBuilt(project, await plugins.bundle("has-settings"));
    writeFileSync(join(project, "laniakea-plugin.yaml"), "name: has-settings\ntype: datasource\nexec: demo\n");
    const settingsOf = async (env: Readonly<Record<string, string>> = {}) => {
      const { stdout } = await execa(process.execPath, [COMMAND, "check", project], { env });
      return /reading from (.*)/.exec(stdout)?.[1];
    };
    expect(await settingsOf()).toBe("nowhere");
    writeFileSync(join(project, "settings.json"), '{ "path": "/dev/ttyS9" }');
    expect(await settingsOf()).toBe("/dev/ttyS9");
    rmSync(join(project, "settings.json"));
    await execa("mkfifo", [join(project, "settings.json")]);
    expect(await execa(process.execPath, [COMMAND, "check", project], { reject: false })).toMatchObject({
      exitCode: ExitCode.usage,
      stdout: "",
      stderr:
        `error: ${join(project, "settings.json")} is a pipe, not a file\n` +
        "→ put a file with one JSON object in its place, or take it away",
    });
    const other = join(project, "other.json");
    writeFileSync(other, '{ "path": "/dev/ttyS1" }');
    expect(await settingsOf({ LANIAKEA_PLUGIN_SETTINGS: other })).toBe("/dev/ttyS1");
  });
});
