import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runHost } from "../hosts/go-host.js";
import { goIsThere } from "../hosts/go-toolchain.js";
import { failed, messages, payloadsOf, stepOf } from "../hosts/host-steps.js";
import { goPlugin } from "./plugins.js";

describe.runIf(goIsThere())("the settings of a Go plugin", () => {
  const folder = mkdtempSync(join(tmpdir(), "go-settings-"));
  let built = "";

  beforeAll(async () => {
    built = await goPlugin("settings");
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The executable as an entry of the daemon's has it, with a settings file beside it. */
  function entry(name: string, settings?: string): { readonly executable: string; readonly file: string } {
    const executable = join(folder, name);
    copyFileSync(built, executable);
    const file = `${executable}.settings.json`;
    if (settings !== undefined) writeFileSync(file, settings);
    return { executable, file };
  }
  const record = ["launch", "push-version:1.0.0", "get-version", "start-record", "end", "kill"];
  const run = (executable: string, env: Readonly<Record<string, string>> = {}) =>
    runHost({ type: "datasource", steps: record }, executable, { env });

  it("are printed as a file that changes nothing", async () => {
    const { executable, file } = entry("printed");
    const { stdout, stderr } = await execa(executable, ["--settings"]);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      "//": expect.stringContaining("LANIAKEA_MY_SENSOR_PORT"),
      "// port": "/dev/ttyUSB0",
      "// baudRate": 9600,
    });
    writeFileSync(file, stdout);
    expect(payloadsOf(await run(executable))).toEqual([{ port: "/dev/ttyUSB0", baudRate: 9600 }]);
  });

  it("differ between two entries of one executable, and a variable counts more", async () => {
    const first = await run(entry("first", `{"port":"/dev/a"}`).executable);
    const second = await run(entry("second", `{"port":"/dev/b"}`).executable, { LANIAKEA_MY_SENSOR_BAUD_RATE: "300" });
    expect(payloadsOf(first)).toEqual([{ port: "/dev/a", baudRate: 9600 }]);
    expect(payloadsOf(second)).toEqual([{ port: "/dev/b", baudRate: 300 }]);
  });

  it("are not what a slip in the name of a variable sets: the log says so, once", async () => {
    const { executable } = entry("slip");
    const steps = await runHost(
      { type: "datasource", steps: [...record.slice(0, -1), ...record.slice(3)] },
      executable,
      {
        env: { LANIAKEA_MY_SENSOR_BAUDRATE: "300", LANIAKEA_PLUGIN_CACHE: folder },
      },
    );
    expect(failed(steps)).toEqual([]);
    expect(messages(steps).filter((message) => message.includes("is no setting"))).toEqual([
      "LANIAKEA_MY_SENSOR_BAUDRATE is no setting of this plugin; there are: LANIAKEA_MY_SENSOR_PORT, LANIAKEA_MY_SENSOR_BAUD_RATE",
    ]);
  });

  it.each([
    ["a wrong key", `{"prot":"x"}`, `there is no setting "prot" (did you mean "port"?); there are: port, baudRate`],
    ["a wrong type", `{"baudRate":"fast"}`, `baudRate is "fast" and must be a number, such as 9600`],
    [
      "no JSON",
      "port: x",
      "it is no JSON: invalid character 'p' looking for beginning of value in line 1, column 1; it must hold one JSON object",
    ],
  ])("%s: the daemon boots, and the operator gets the reason", async (_, text, says) => {
    const { executable, file } = entry("wrong", text);
    const steps = await run(executable);
    expect(failed(steps).map(({ step }) => step)).toEqual(["start-record", "end"]);
    const error = stepOf(steps, "start-record")?.error;
    expect(error).toContain(`code = FailedPrecondition desc = wrong settings: ${file}: `);
    expect(error).toContain(says);
    expect(messages(steps)[0]).toContain(`wrong settings: ${file}: `);
  });
});
