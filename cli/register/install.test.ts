import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { link, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PluginEntry } from "../../daemon/entry.js";
import { UserError } from "../run/errors.js";
import { register, type RegisterOptions } from "./register.js";
import { unregister } from "./unregister.js";

const { signal } = new AbortController();
const PROGRAM = "#!/bin/sh\necho other\n";

let dir: string;
let home: string;
let executable: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "laniakea-install-"));
  home = join(dir, "home");
  executable = join(dir, "built");
  await mkdir(home);
  await writeFile(executable, "#!/bin/sh\necho one\n", { mode: 0o755 });
});
afterEach(() => rm(dir, { recursive: true }));

function entry(name: string, exec = name): PluginEntry {
  return { name, type: "datasource", exec, timeout: 30, maxTimeouts: 3 };
}

function registered(entry: PluginEntry, options: Partial<RegisterOptions> = {}) {
  return register({ entry, executable, laniakeaDir: home, signal, ...options });
}

function config(text: string): Promise<void> {
  return writeFile(join(home, "config.yaml"), text);
}

async function refusalOf(work: Promise<unknown>): Promise<UserError> {
  const before = everything();
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UserError)) throw error ?? new Error("not refused");
  expect(error.exitCode).toBe(7);
  expect(everything()).toEqual(before);
  return error;
}

function everything(): Record<string, string> {
  const files = readdirSync(home, { withFileTypes: true }).filter((file) => file.isFile());
  return Object.fromEntries(files.map(({ name }) => [name, readFileSync(join(home, name), "latin1")]));
}

describe("the executable's place", () => {
  it.each([
    "tls.cert",
    "tls.key",
    "TLS.Cert",
    "config.yaml",
    "macaroon.db",
    "admin.macaroon",
    "logfile.log",
    "logfile12.log",
  ])("is never %s, a name of the daemon's", async (exec) => {
    await writeFile(join(home, exec), "precious", { mode: 0o755 });
    const { message } = await refusalOf(registered(entry("demo", exec), { overwrite: true }));
    expect(message).toContain(`the executable's name "${exec}" is taken: the daemon has a file of that name`);
  });

  it.each([
    ["a text", "my notes\n", 0o755, "it does not look like a program"],
    [
      "a key that is executable, as the daemon makes them",
      "-----BEGIN PRIVATE KEY-----\n",
      0o755,
      "it does not look like a program",
    ],
    ["an empty file", "", 0o755, "it does not look like a program"],
    [
      "a library, which begins as a program does",
      "\u007fELF".padEnd(100, "\0"),
      0o644,
      "it is not executable, so it may be no program",
    ],
  ])("is not taken from %s, even with overwrite", async (_shows, content, mode, why) => {
    await writeFile(join(home, "demo"), content, { mode });
    const refused = await refusalOf(registered(entry("demo"), { overwrite: true }));
    expect(refused.message).toContain(`${home}/demo is in the way: ${why}`);
    expect(refused.hint).not.toContain("overwrite");
  });

  it("is not taken from a text that the plugin's own entry names", async () => {
    await config("Plugins:\n- {name: demo, type: datasource, exec: demo}\n");
    await writeFile(join(home, "demo"), "my notes\n");
    await refusalOf(registered(entry("demo"), { overwrite: true }));
  });

  it("is not the config", async () => {
    const file = join(home, "lab.yaml");
    await writeFile(file, "#!/not/a/program\nGrpcPort: 1\n", { mode: 0o755 });
    const options = { entry: entry("demo", "lab.yaml"), executable, config: file, overwrite: true, signal };
    expect((await refusalOf(register(options))).message).toContain("lab.yaml is in the way: it is the config");
  });

  it("is not the config that is about to be made", async () => {
    const options = { entry: entry("demo", "lab.yaml"), executable, config: join(home, "lab.yaml"), signal };
    expect((await refusalOf(register(options))).message).toContain("it is the config");
  });
});

it("keeps who may run an executable that is replaced", async () => {
  await registered(entry("demo"));
  chmodSync(join(home, "demo"), 0o750);
  await writeFile(executable, "#!/bin/sh\necho two\n");
  expect(await registered(entry("demo"))).toMatchObject({ install: "replace" });
  expect(readFileSync(join(home, "demo"), "utf8")).toContain("two");
  expect(statSync(join(home, "demo")).mode & 0o777).toBe(0o750);
});

describe("a file that two names lead to", () => {
  const two = "Plugins:\n- {name: my-sensor, type: datasource, exec: my-sensor}\n";

  // What a disk does that takes MY-SENSOR for my-sensor: one file, whatever the name.
  it.each([
    ["another name of it", () => link(join(home, "my-sensor"), join(home, "MY-SENSOR"))],
    ["a link to it", async () => symlinkSync("my-sensor", join(home, "MY-SENSOR"))],
  ])("is not replaced for a second plugin: %s", async (_shows, alias) => {
    await config(two);
    await writeFile(join(home, "my-sensor"), PROGRAM, { mode: 0o755 });
    await alias();
    for (const overwrite of [false, true]) {
      const refused = await refusalOf(registered(entry("MY-SENSOR"), { overwrite }));
      expect(refused.message).toContain('MY-SENSOR is another program, which the plugin "my-sensor" runs');
    }
  });

  it("is not made where another plugin's missing program would be: the disk tells only then", async () => {
    await config(two);
    symlinkSync("MY-SENSOR", join(home, "my-sensor"));
    const refused = await refusalOf(registered(entry("MY-SENSOR")));
    expect(refused.message).toContain('MY-SENSOR is what the plugin "my-sensor" would run, too');
    expect(readdirSync(home).sort()).toEqual(["config.yaml", "my-sensor"]);
  });

  it("is not removed with the first plugin that runs it", async () => {
    await registered(entry("my-sensor"));
    await link(join(home, "my-sensor"), join(home, "MY-SENSOR"));
    await config(
      `${readFileSync(join(home, "config.yaml"), "utf8")}  - {name: MY-SENSOR, type: datasource, exec: MY-SENSOR}\n`,
    );
    const gone = await unregister({ name: "my-sensor", laniakeaDir: home, signal });
    expect(gone.executable).toBeUndefined();
    expect(readdirSync(home)).toContain("my-sensor");
  });
});

describe("a project that has another name now", () => {
  const project = "/home/ana/sensor";

  it("is known again", async () => {
    expect((await registered(entry("my-sensor"), { project })).formerNames).toEqual([]);
    expect((await registered(entry("my-probe", "my-sensor"), { project })).formerNames).toEqual(["my-sensor"]);
    expect((await registered(entry("other"), { project: "/home/ana/other" })).formerNames).toEqual([]);
    await unregister({ name: "my-sensor", laniakeaDir: home, signal });
    expect((await registered(entry("my-probe", "my-sensor"), { project })).formerNames).toEqual([]);
  });

  it("is told what to do when it was built again, too", async () => {
    await registered(entry("my-sensor"), { project });
    await writeFile(executable, "#!/bin/sh\necho two\n");
    const refused = await refusalOf(registered(entry("my-probe", "my-sensor"), { project }));
    expect(refused.message).toContain('which the plugin "my-sensor" runs');
    expect(refused.hint).toBe(
      '"my-sensor" is the former name of this project: unregister my-sensor, then register again',
    );
  });
});

describe("an executable that is installed elsewhere now", () => {
  const moveTo = (folder: string) =>
    config(readFileSync(join(home, "config.yaml"), "utf8").replace(/^PluginDir:.*/, `PluginDir: ${folder}`));
  const [first, second, third] = ["first", "second", "third"];
  const at = (folder: string) => join(dir, folder, "demo");

  beforeEach(() => config(`PluginDir: ${join(dir, first)}\n`));

  it("leaves copies that register names and unregister removes", async () => {
    await registered(entry("demo"));
    await moveTo(join(dir, second));
    expect((await registered(entry("demo"))).leftBehind).toEqual([at(first)]);
    await moveTo(join(dir, third));
    expect((await registered(entry("demo"))).leftBehind).toEqual([at(second), at(first)]);
    const gone = await unregister({ name: "demo", laniakeaDir: home, signal });
    expect(gone).toMatchObject({ executable: at(third), leftBehind: [at(second), at(first)] });
    for (const folder of [first, second, third]) expect(readdirSync(join(dir, folder))).toEqual([]);
    expect(readdirSync(home)).toEqual(["config.yaml"]);
  });

  it("leaves one behind also when only its name is another", async () => {
    await registered(entry("demo"));
    const { leftBehind } = await registered(entry("demo", "demo2"), { overwrite: true });
    expect(leftBehind).toEqual([at(first)]);
  });

  it("says nothing of a copy that somebody changed or took along, or that another plugin runs", async () => {
    await registered(entry("demo"));
    await registered(entry("demo2", "demo"));
    expect((await registered(entry("demo", "demo3"), { overwrite: true })).leftBehind).toEqual([]);
    await writeFile(at(first), "changed");
    await moveTo(join(dir, second));
    expect((await registered(entry("demo"), { overwrite: true })).leftBehind).toEqual([join(dir, first, "demo3")]);
    await rm(join(dir, first, "demo3"));
    expect((await registered(entry("demo"))).leftBehind).toEqual([]);
    await unregister({ name: "demo", laniakeaDir: home, signal });
    expect(readFileSync(at(first), "utf8")).toBe("changed");
  });

  it("does not stumble over a memory that somebody spoilt", async () => {
    for (const text of [
      "",
      "{",
      "null",
      '{"plugins": 1}',
      '{"plugins": [null, {"name": 1}, {"name": "demo", "executables": [1]}]}',
    ]) {
      await writeFile(join(home, ".config.yaml.laniakea-plugin.json"), text);
      expect((await registered(entry("demo"))).leftBehind).toEqual([]);
      await unregister({ name: "demo", laniakeaDir: home, signal });
    }
  });
});
