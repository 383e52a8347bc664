import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { SETTINGS_VARIABLE } from "../api/hardware/settings-file.js";
import { controller, datasource } from "../index.js";
import { connect } from "../testing/index.js";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "settings-"));
  file = join(folder, "settings.json");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sensor = datasource({
  name: "my-sensor",
  version: "1.0.0",
  settings: {
    port: { default: "/dev/ttyUSB0" },
    baudRate: { default: 9600, minimum: 300 },
    parity: { default: "none", oneOf: ["none", "even"] },
    echo: { default: false },
  },
  async *record({ settings }) {
    expectTypeOf(settings).toEqualTypeOf<{
      readonly port: string;
      readonly baudRate: number;
      readonly parity: "none" | "even";
      readonly echo: boolean;
    }>();
    yield settings;
  },
});

test("a recording has the settings of the moment in which it starts, typed", async () => {
  const host = connect(sensor, { env: { [SETTINGS_VARIABLE]: file, LANIAKEA_MY_SENSOR_ECHO: "true" } });
  writeFileSync(file, `{ "baudRate": 19200 }`);
  const [first] = await host.startRecord().all();
  expect(first?.json()).toEqual({ port: "/dev/ttyUSB0", baudRate: 19200, parity: "none", echo: true });
  writeFileSync(file, `{ "// baudRate": 19200, "port": "COM3" }`);
  const [second] = await host.startRecord().all();
  expect(second?.json()).toEqual({ port: "COM3", baudRate: 9600, parity: "none", echo: true });
});

test("wrong settings are the answer to StartRecord, all at once, and the next recording sees what has been mended", async () => {
  const lines: string[] = [];
  const env = { [SETTINGS_VARIABLE]: file, LANIAKEA_MY_SENSOR_PARITY: "odd" };
  const host = connect(sensor, { env, onLog: (line) => lines.push(line) });
  writeFileSync(file, `{ "baudRate": 1, "prot": "x" }`);
  const reason =
    `wrong settings: ${file}: there is no setting "prot" (did you mean "port"?); there are: port, baudRate, parity, echo; ` +
    `${file}: baudRate is 1 and must be at least 300; LANIAKEA_MY_SENSOR_PARITY is "odd" and must be one of none, even`;
  await expect(host.startRecord().all()).rejects.toMatchObject({ code: "FAILED_PRECONDITION", rawMessage: reason });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ "@level": "error", "@message": reason }]);
  writeFileSync(file, "{}");
  delete (env as Partial<typeof env>).LANIAKEA_MY_SENSOR_PARITY;
  expect(await host.startRecord().all()).toHaveLength(1);
});

/** What the log has at the level of warnings, of two recordings under these variables. */
async function warnings(plugin: Parameters<typeof connect>[0], env: NodeJS.ProcessEnv): Promise<unknown[]> {
  const lines: string[] = [];
  const host = connect(plugin, { env, onLog: (line) => lines.push(line) });
  for (let recording = 0; recording < 2; recording++) await host.startRecord().all();
  const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return records.filter((record) => record["@level"] === "warn").map((record) => record["@message"]);
}

test("a variable that begins as the settings do and is none is told, once", async () => {
  const own = { LANIAKEA_MY_SENSOR_PORT: "COM3", LANIAKEA_OTHER_PORT: "x", LANIAKEA_PLUGIN_MAGIC_COOKIE: "x" };
  const known =
    "there are: LANIAKEA_MY_SENSOR_PORT, LANIAKEA_MY_SENSOR_BAUD_RATE, LANIAKEA_MY_SENSOR_PARITY, LANIAKEA_MY_SENSOR_ECHO";
  expect(await warnings(sensor, own)).toEqual([]);
  expect(await warnings(sensor, { ...own, LANIAKEA_MY_SENSOR_BAUDRATE: "1" })).toEqual([
    `LANIAKEA_MY_SENSOR_BAUDRATE is no setting of this plugin; ${known}`,
  ]);
  expect(await warnings(sensor, { ...own, LANIAKEA_MY_SENSOR_A: "1", LANIAKEA_MY_SENSOR_B: "" })).toEqual([
    `LANIAKEA_MY_SENSOR_A, LANIAKEA_MY_SENSOR_B are no settings of this plugin; ${known}`,
  ]);
});

test("what the daemon and this package say in variables is no setting of a plugin called plugin", async () => {
  const plugin = datasource({ name: "plugin", version: "1", settings: { port: { default: 1 } }, async *record() {} });
  expect(await warnings(plugin, { LANIAKEA_PLUGIN_MAGIC_COOKIE: "x", LANIAKEA_PLUGIN_ADDONS: "/tmp" })).toEqual([]);
});

test("a plugin without settings is told of no variable", async () => {
  const plugin = datasource({ name: "plain", version: "1", async *record() {} });
  expect(await warnings(plugin, { LANIAKEA_PLAIN_PORT: "1" })).toEqual([]);
});

test("the version is pushed and asked for although the settings are wrong: the daemon starts", async () => {
  writeFileSync(file, "{");
  const host = connect(sensor, { env: { [SETTINGS_VARIABLE]: file } });
  await host.pushVersion("1.0.0");
  expect(await host.getVersion()).toBe("1.0.0");
});

const meter = controller({
  name: "meter",
  version: "1.0.0",
  settings: z.object({
    host: z.string().default("10.0.0.5"),
    unit_id: z.number().min(1).max(247).default(1),
    serialNumber: z.string().default("none"),
  }),
  commands: {
    show({ settings }) {
      expectTypeOf(settings).toEqualTypeOf<{ host: string; unit_id: number; serialNumber: string }>();
      return settings;
    },
    add: {
      args: z.object({ n: z.number() }),
      run: ({ args, settings }) => settings.unit_id + args.n,
    },
  },
  command: (_, { settings }) => settings.host,
});

test("a Standard Schema gives a command its settings, from a file and from variables", async () => {
  writeFileSync(file, `{ "//": "of the lab upstairs", "host": "10.0.0.9" }`);
  const env = { [SETTINGS_VARIABLE]: file, LANIAKEA_METER_UNIT_ID: "7", LANIAKEA_METER_SERIAL_NUMBER: "0042" };
  const host = connect(meter, { env });
  const [answer] = await host.command({ command: "show" }).all();
  expect(answer?.json()).toEqual({ host: "10.0.0.9", unit_id: 7, serialNumber: "0042" });
  const [sum] = await host.command({ command: "add", args: { n: 1 } }).all();
  expect(sum?.json()).toBe(8);
});

test("what a Standard Schema refuses has its place, and what was found", async () => {
  writeFileSync(file, `{ "host": 5 }`);
  const env = { [SETTINGS_VARIABLE]: file, LANIAKEA_METER_UNIT_ID: "300" };
  await expect(connect(meter, { env }).command({ command: "show" }).all()).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
    rawMessage:
      `wrong settings: ${file}: host: Invalid input: expected string, received number (found 5); ` +
      `LANIAKEA_METER_UNIT_ID: unit_id: Too big: expected number to be <=247 (found "300")`,
  });
});

test("a plugin without settings has none", async () => {
  const host = connect(
    datasource({
      name: "plain",
      version: "1.0.0",
      async *record({ settings }) {
        // @ts-expect-error there is no such setting
        yield settings.port ?? settings;
      },
    }),
  );
  const [frame] = await host.startRecord().all();
  expect(frame?.json()).toEqual({});
});

const definedWith = (settings: never) => () => datasource({ name: "x", version: "1", settings, async *record() {} });

test.each<[string, unknown, string]>([
  [
    "a value in place of a setting",
    { port: "COM3" },
    "the setting port needs a default: a string, a number or a boolean",
  ],
  [
    "a default that is not allowed",
    { n: { default: 5, maximum: 4 } },
    "the default of the setting n is 5 and must be at most 4",
  ],
  [
    "two names of one variable",
    { baudRate: { default: 1 }, baud_rate: { default: 1 } },
    "the settings baudRate and baud_rate are both LANIAKEA_X_BAUD_RATE",
  ],
  ["no table", 5, "settings are a table such as { port: { default: 502 } }, or a Standard Schema"],
])("%s is refused where the plugin is defined", (_, settings, reason) => {
  expect(definedWith(settings as never)).toThrow(new TypeError(reason));
});
