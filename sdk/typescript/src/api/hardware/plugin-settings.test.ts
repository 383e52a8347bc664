import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import type { PluginError } from "../../go-plugin/rpc/plugin-error.js";
import { pluginSettings, type SettingsDeclaration } from "./plugin-settings.js";

let folder: string;
let executable: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "settings-"));
  executable = join(folder, "my-sensor");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (settings: unknown) => writeFileSync(`${executable}.settings.json`, JSON.stringify(settings));
const read = (declared: SettingsDeclaration, env: NodeJS.ProcessEnv = {}) =>
  pluginSettings("my-sensor", declared).read({ env, executable });
const refusal = async (declared: SettingsDeclaration, env: NodeJS.ProcessEnv = {}) => {
  const error = (await read(declared, env).catch((reason: unknown) => reason)) as PluginError;
  expect(error.code).toBe("FAILED_PRECONDITION");
  return error.rawMessage;
};

describe("the settings of a schema", () => {
  const schema = z.object({
    baudRate: z.number().min(300).default(9600),
    id: z.string().default("A1"),
    hosts: z.array(z.string()).default(["localhost"]),
  });

  test("come from variables, over the file, over the defaults", async () => {
    write({ "// id": "a comment", baudRate: 4800, id: "B2" });
    const env = { LANIAKEA_MY_SENSOR_BAUD_RATE: "19200", LANIAKEA_MY_SENSOR_HOSTS: '["a","b"]' };
    expect(await read(schema, env)).toEqual({ baudRate: 19_200, id: "B2", hosts: ["a", "b"] });
  });

  test("a text that looks like a number stays one where the schema wants a text", async () => {
    expect(await read(schema, { LANIAKEA_MY_SENSOR_ID: "007", LANIAKEA_MY_SENSOR_BAUD_RATE: "4800" })).toMatchObject({
      id: "007",
      baudRate: 4800,
    });
    expect(await read(schema, { LANIAKEA_MY_SENSOR_ID: "42" })).toMatchObject({ id: "42" });
  });

  test("all that is wrong is told at once: the file's keys, the variables, keys that there are not", async () => {
    write({ hosts: 3 });
    const said = await refusal(schema, { LANIAKEA_MY_SENSOR_BAUD_RATE: "1" });
    expect(said).toContain(`${executable}.settings.json: hosts: `);
    expect(said).toContain(`LANIAKEA_MY_SENSOR_BAUD_RATE is "1": `);
    write({ prot: "x" });
    expect(await refusal(schema)).toBe(
      `wrong settings: ${executable}.settings.json: there is no setting "prot"; there are: baudRate, id, hosts`,
    );
  });

  test("a key that the schema renames is none that is unknown", async () => {
    write({ host: "a" });
    const renaming = z.object({ host: z.string().default("b") }).transform(({ host }) => ({ url: `tcp://${host}` }));
    expect(await read(renaming)).toEqual({ url: "tcp://a" });
  });
});

describe("the text of a settings file", () => {
  test("has each setting of a table as a comment with its default", async () => {
    const text = await pluginSettings("my-sensor", { baudRate: { default: 9600 }, echo: { default: false } }).text();
    expect(JSON.parse(text)).toEqual({
      "//":
        "Settings of my-sensor: take the // away before a key to set it. " +
        "A variable such as LANIAKEA_MY_SENSOR_BAUD_RATE goes before this file.",
      "// baudRate": 9600,
      "// echo": false,
    });
    writeFileSync(`${executable}.settings.json`, text.replace("// baudRate", "baudRate").replace("9600", "4800"));
    expect(await read({ baudRate: { default: 9600 }, echo: { default: false } })).toEqual({
      baudRate: 4800,
      echo: false,
    });
  });

  test("has those of a schema, and what a setting without a default has to be", async () => {
    const text = async (schema: SettingsDeclaration) => JSON.parse(await pluginSettings("p", schema).text()) as unknown;
    expect(await text(z.object({ port: z.number().default(1) }))).toMatchObject({ "// port": 1 });
    expect(await text(z.object({ host: z.string() }))).toMatchObject({ "// host": expect.stringContaining("string") });
  });

  test("is an empty object where there are none, and a file beside the executable is nobody's", async () => {
    write({ anything: 1 });
    expect(await pluginSettings("my-sensor").text()).toBe("{}");
    expect(await pluginSettings("my-sensor").read({ env: {}, executable })).toEqual({});
  });
});
