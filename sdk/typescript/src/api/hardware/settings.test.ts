import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { PluginError } from "../../go-plugin/rpc/plugin-error.js";
import { readSettings } from "./settings.js";

const TABLE = {
  port: { default: "/dev/ttyUSB0" },
  baudRate: { default: 9600, minimum: 300, maximum: 4_000_000, integer: true },
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

test("the mark with which editors on Windows begin a file is no fault", () => {
  write(`\uFEFF{ "baudRate": 19200 }`);
  expect(read().baudRate).toBe(19_200);
});

test("without a file all have their defaults", () => {
  expect(read()).toEqual({ port: "/dev/ttyUSB0", baudRate: 9600, parity: "none", echo: false });
});

test.each<[string, string, string]>([
  ["a wrong key", `{ "prot": "x" }`, `there is no setting "prot"; there are: port, baudRate, parity, echo`],
  [
    "a wrong type",
    `{ "baudRate": "fast" }`,
    `baudRate is "fast" and must be a whole number between 300 and 4000000, such as 9600`,
  ],
  [
    "a number out of bounds",
    `{ "baudRate": 1 }`,
    "baudRate is 1 and must be a whole number between 300 and 4000000, such as 9600",
  ],
  ["half a number", `{ "baudRate": 9600.5 }`, "baudRate is 9600.5 and must be a whole number between 300 and 4000000"],
  ["a number for a text", `{ "port": 3 }`, `port is 3 and must be a text, such as "/dev/ttyUSB0"`],
  ["another word", `{ "parity": "odd" }`, `parity is "odd" and must be one of "none", "even"`],
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
    `wrong settings: LANIAKEA_MY_SENSOR_BAUD_RATE is "fast" and must be a whole number between 300 and 4000000, such as 9600; ` +
      `LANIAKEA_MY_SENSOR_ECHO is "perhaps" and must be true or false`,
  );
});

test("a file that is named but not there is a mistake", () => {
  const file = join(folder, "none.json");
  expect(refusal({ LANIAKEA_PLUGIN_SETTINGS: file })).toContain(`${file}: ENOENT`);
});
