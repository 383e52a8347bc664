import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import type { PluginError } from "../../go-plugin/rpc/plugin-error.js";
import { readSettings, settingsText } from "./settings.js";

const TABLE = {
  port: { default: "/dev/ttyUSB0" },
  baudRate: { default: 9600, integer: true, minimum: 300, maximum: 4_000_000 },
  parity: { default: "none", oneOf: ["none", "even"] },
  echo: { default: false },
} as const;

let folder: string;
let executable: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "settings-"));
  executable = join(folder, "my-sensor");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (text: string) => writeFileSync(`${executable}.settings.json`, text);
const read = (env: NodeJS.ProcessEnv = {}) => readSettings("my-sensor", TABLE, { env, executable });
function refusal(env: NodeJS.ProcessEnv = {}): string {
  try {
    return JSON.stringify(read(env));
  } catch (error) {
    expect((error as PluginError).code).toBe("FAILED_PRECONDITION");
    return (error as PluginError).rawMessage;
  }
}

test("a variable counts over the file beside the executable, and that over the default", () => {
  write(`{ "// port": "a comment", "baudRate": 19200, "echo": true }`);
  expect(read({ LANIAKEA_MY_SENSOR_BAUD_RATE: "4800" })).toEqual({
    port: "/dev/ttyUSB0",
    baudRate: 4800,
    parity: "none",
    echo: true,
  });
});

test("without a file all have their defaults", () => {
  expect(read()).toEqual({ port: "/dev/ttyUSB0", baudRate: 9600, parity: "none", echo: false });
});

test.each<[string, string, string]>([
  ["a wrong key", `{ "prot": "x" }`, `there is no setting "prot"; there are: port, baudRate, parity, echo`],
  ["a wrong type", `{ "baudRate": "fast" }`, `baudRate is "fast" and must be a number, such as 9600`],
  ["a number out of bounds", `{ "baudRate": 1 }`, "baudRate is 1 and must be between 300 and 4000000"],
  ["a fraction", `{ "baudRate": 9600.5 }`, "baudRate is 9600.5 and must be a whole number"],
  ["another word", `{ "parity": "odd" }`, `parity is "odd" and must be one of none, even`],
  ["no object", "[]", "it must hold one JSON object"],
  ["no JSON", "{", "JSON"],
])("%s in the file is refused with the file, what was found, and what is allowed", (_, text, reason) => {
  write(text);
  expect(refusal()).toContain(`wrong settings: ${executable}.settings.json: `);
  expect(refusal()).toContain(reason);
});

test("a wrong variable is refused by its name", () => {
  const env = { LANIAKEA_MY_SENSOR_BAUD_RATE: "fast", LANIAKEA_MY_SENSOR_ECHO: "perhaps" };
  expect(refusal(env)).toBe(
    `wrong settings: LANIAKEA_MY_SENSOR_BAUD_RATE is "fast" and must be a number, such as 9600; ` +
      `LANIAKEA_MY_SENSOR_ECHO is "perhaps" and must be a boolean, such as false`,
  );
});

test("a file that is named but not there is a mistake", () => {
  const file = join(folder, "none.json");
  expect(refusal({ LANIAKEA_PLUGIN_SETTINGS: file })).toContain(`${file}: ENOENT`);
});

test("a file that begins with a byte order mark is read", () => {
  write(`\uFEFF{ "baudRate": 19200 }`);
  expect(read().baudRate).toBe(19200);
});

test("the text of a settings file has each default as a comment, and is read as no change", async () => {
  const text = await settingsText("my-sensor", TABLE);
  expect(text).toBe(`{
  "//": "Settings of my-sensor: take the // away before a key to set it. A variable such as LANIAKEA_MY_SENSOR_PORT goes before this file.",
  "// port": "/dev/ttyUSB0",
  "// baudRate": 9600,
  "// parity": "none",
  "// echo": false
}
`);
  write(text);
  expect(read()).toEqual({ port: "/dev/ttyUSB0", baudRate: 9600, parity: "none", echo: false });
  expect(await settingsText("plain")).toBe("{}\n");
});

test("of a schema the text has its defaults, or what it needs", async () => {
  const keys = async (schema: z.ZodType) => JSON.parse(await settingsText("x", schema)) as Record<string, unknown>;
  expect(await keys(z.object({ unit: z.number().default(7) }))).toMatchObject({ "// unit": 7 });
  expect(await keys(z.object({ host: z.string() }))).toMatchObject({
    "// host": "Invalid input: expected string, received undefined",
  });
});
