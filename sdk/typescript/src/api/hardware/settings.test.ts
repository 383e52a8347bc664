import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
  [
    "a wrong key",
    `{ "prot": "x" }`,
    `there is no setting "prot" (did you mean "port"?); there are: port, baudRate, parity, echo`,
  ],
  ["a key like none", `{ "host": "x" }`, `there is no setting "host"; there are: port, baudRate, parity, echo`],
  ["a key in other letters", `{ "baud_rate": 1 }`, `there is no setting "baud_rate" (did you mean "baudRate"?); `],
  ["a doubled key", `{ "port": "a", "echo": true,\n "port": "b" }`, `there are two settings "port"; keep one`],
  ["a key in two spellings", String.raw`{ "port": "a", "\u0070ort": "a" }`, `there are two settings "port"; keep one`],
  ["a wrong type", `{ "baudRate": "fast" }`, `baudRate is "fast" and must be a number, such as 9600`],
  ["a number out of bounds", `{ "baudRate": 1 }`, "baudRate is 1 and must be between 300 and 4000000"],
  ["a fraction", `{ "baudRate": 9600.5 }`, "baudRate is 9600.5 and must be a whole number"],
  ["another word", `{ "parity": "odd" }`, `parity is "odd" and must be one of none, even`],
  ["an empty text", `{ "port": "" }`, `port is "" and must not be empty`],
  ["a list", "[]", "it holds a list; it must hold one JSON object"],
  ["a number", "5", "it holds a number; it must hold one JSON object"],
  ["null", "null", "it holds null; it must hold one JSON object"],
  ["nothing", " \n", "it is empty; it must hold one JSON object"],
  [
    "a comma too many",
    `{\n  "baudRate": 1,\n}`,
    "it is no JSON: Expected double-quoted property name in line 3, column 1; it must hold one JSON object",
  ],
  ["half of an object", "{", "it is no JSON: Expected property name or '}' in line 1, column 2; it must hold one"],
  ["no end", `{ "baudRate":`, "it is no JSON: it ends too early, in line 1, column 14; it must hold one"],
  ["a word of no language", `{\n"port": COM3 }`, "it is no JSON: Unexpected token 'C', "],
])("%s in the file is refused with the file, what was found, and what is allowed", (_, text, reason) => {
  write(text);
  expect(refusal()).toContain(`wrong settings: ${executable}.settings.json: `);
  expect(refusal()).toContain(reason);
});

test("comments may be there twice, and keys in a value are no settings", () => {
  write(
    String.raw`{ "//": "{", "//": "}\"", "// port": {"port": 1, "port": [{}, "port"]}, "port": "a:\\", "echo": true }`,
  );
  expect(read()).toMatchObject({ port: "a:\\", echo: true });
});

test.skipIf(process.platform === "win32")("what is no file is not waited for", () => {
  const file = `${executable}.settings.json`;
  execFileSync("mkfifo", [file]);
  expect(refusal()).toBe(`wrong settings: ${file}: it is a pipe, not a file; it must hold one JSON object`);
  for (const device of ["/dev/zero", "/dev/null"]) {
    expect(refusal({ LANIAKEA_PLUGIN_SETTINGS: device })).toBe(
      `wrong settings: ${device}: it is a device, not a file; it must hold one JSON object`,
    );
  }
});

test("a wrong variable is refused by its name", () => {
  const env = { LANIAKEA_MY_SENSOR_BAUD_RATE: "fast", LANIAKEA_MY_SENSOR_ECHO: "perhaps" };
  expect(refusal(env)).toBe(
    `wrong settings: LANIAKEA_MY_SENSOR_BAUD_RATE is "fast" and must be a number, such as 9600; ` +
      `LANIAKEA_MY_SENSOR_ECHO is "perhaps" and must be a boolean, such as false`,
  );
});

test.each<[string, (file: string) => void, string]>([
  ["not there", () => {}, "there is no such file"],
  ["a folder", (file) => mkdirSync(file), "it is a folder"],
  ["text of Windows in UTF-16", (file) => writeFileSync(file, `\uFEFF{}`, "utf16le"), "it is no text in UTF-8"],
])("a file that is named and is %s is a mistake, in plain words", (_, make, what) => {
  const file = join(folder, "other.json");
  make(file);
  expect(refusal({ LANIAKEA_PLUGIN_SETTINGS: file })).toBe(
    `wrong settings: ${file}: ${what}; it must hold one JSON object`,
  );
});

test.skipIf(process.getuid?.() === 0 || process.platform === "win32")("a file that may not be read says so", () => {
  write("{}");
  chmodSync(`${executable}.settings.json`, 0);
  expect(refusal()).toContain("the user of this process may not read it; it must hold one JSON object");
});

test("a text may be empty where it is by default, and is refused where it is not", () => {
  const table = { user: { default: "" }, host: { default: "localhost" } };
  const env = { LANIAKEA_X_USER: "", LANIAKEA_X_HOST: "" };
  expect(() => readSettings("x", table, { env, executable })).toThrow(
    'wrong settings: LANIAKEA_X_HOST is "" and must not be empty',
  );
  expect(readSettings("x", table, { env: { LANIAKEA_X_USER: "" }, executable })).toEqual({
    user: "",
    host: "localhost",
  });
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
