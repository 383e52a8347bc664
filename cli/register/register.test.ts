import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { chown, link, lstat, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PluginEntry } from "../../daemon/entry.js";
import { UserError } from "../run/errors.js";
import { previewRegister, register } from "./register.js";
import { unregister } from "./unregister.js";

const ENTRY: PluginEntry = { name: "demo", type: "datasource", exec: "demo", timeout: 30, maxTimeouts: 3 };
/** What register remembers of the executable that it installed. */
const RECORD = ".demo.laniakea-plugin.sha256";
/** What register remembers of a config. */
const MEMORY = ".config.yaml.laniakea-plugin.json";
/** A program that register did not install. */
const OTHER_PROGRAM = "#!/bin/sh\necho other\n";
const signal = new AbortController().signal;
const isRoot = process.getuid?.() === 0;

let dir: string;
let home: string;
let config: string;
let executable: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "laniakea-register-"));
  home = join(dir, "home");
  config = join(home, "config.yaml");
  executable = join(dir, "built");
  await writeFile(executable, "#!/bin/sh\necho one\n", { mode: 0o700 });
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** A daemon's folder with a config that has comments and two other plugins. */
async function labConfig(text?: string): Promise<string> {
  await mkdir(join(home, "plugins"), { recursive: true });
  const content =
    text ??
    [
      "# Lab 3. Ask Ana before you change ports.",
      "GrpcPort: 7777   # not 8080!",
      `PluginDir: ${JSON.stringify(join(home, "plugins"))}`,
      "Plugins:",
      "  # the thermometer",
      '  - name: "thermo"',
      '    type: "datasource"',
      '    exec: "thermo"',
      "  # the heater",
      '  - name: "heater"',
      '    type: "controller"',
      '    exec: "heater"',
      "",
      "RestPort: 8080",
    ].join("\r\n");
  await writeFile(config, content);
  return content;
}

function files(): string[] {
  return (readdirSync(dir, { recursive: true }) as string[]).sort();
}

/** What a person sees of the failure, and that nothing came of it. */
async function refused(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UserError)) throw error ?? new Error("not refused");
  expect(error.exitCode).toBe(7);
  expect(error.message).not.toContain("\n");
  return error.message;
}

describe("register, where there is no daemon yet", () => {
  it("makes the folder, installs the executable and writes a config with only what is needed", async () => {
    const result = await register({ entry: ENTRY, executable, laniakeaDir: home, signal });
    expect(result).toEqual({
      status: "added",
      configFile: config,
      folder: home,
      pluginDir: home,
      executable: join(home, "demo"),
      install: "new",
      created: true,
      changes: [],
      formerNames: [],
      leftBehind: [],
      problems: [],
    });
    expect(readFileSync(config, "utf8")).toBe(
      `PluginDir: ${JSON.stringify(home)}\nPlugins:\n  - name: "demo"\n    type: "datasource"\n    exec: "demo"\n    timeout: 30\n    maxTimeouts: 3\n`,
    );
    expect(readFileSync(join(home, "demo"))).toEqual(readFileSync(executable));
    expect(statSync(join(home, "demo")).mode & 0o777).toBe(0o755);
    expect(readdirSync(home).sort()).toEqual([MEMORY, RECORD, "config.yaml", "demo"]);
  });

  it("takes another config file, with its folder as the daemon's", async () => {
    await mkdir(home);
    const other = join(home, "other.yaml");
    const result = await register({ entry: ENTRY, executable, config: other, signal });
    expect(result).toMatchObject({ configFile: other, pluginDir: home, created: true });
  });

  it("takes the daemon's default for a config without PluginDir", async () => {
    await labConfig("GrpcPort: 1\n");
    const result = await register({ entry: ENTRY, executable, laniakeaDir: home, signal });
    expect(result).toMatchObject({ pluginDir: home, created: false });
    expect(readFileSync(config, "utf8")).not.toContain("PluginDir");
  });
});

describe("unregister, where there was no config before register", () => {
  const add = (name: string) =>
    register({ entry: { ...ENTRY, name, exec: name }, executable, laniakeaDir: home, signal });
  const remove = (name: string, backup = false) => unregister({ name, laniakeaDir: home, signal, backup });

  it("leaves none, however often, and in whatever order", async () => {
    for (const names of [["a"], ["a", "b"], ["b", "a"]]) {
      for (const name of ["a", "b"].slice(0, names.length)) await add(name);
      for (const name of names) {
        const { isConfigRemoved } = await remove(name);
        expect(isConfigRemoved).toBe(name === names.at(-1));
      }
      expect(readdirSync(home)).toEqual([]);
    }
  });

  it("keeps what somebody else has written into it, and a copy that is asked for", async () => {
    await add("a");
    await writeFile(config, `# lab 3\n${readFileSync(config, "utf8")}`);
    expect(await remove("a")).toMatchObject({ isConfigRemoved: false });
    expect(readFileSync(config, "utf8")).toContain("# lab 3");
    await rm(config);
    await add("a");
    const before = readFileSync(config, "utf8");
    expect(await remove("a", true)).toMatchObject({ isConfigRemoved: true });
    expect(readdirSync(home)).toEqual(["config.yaml.bak"]);
    expect(readFileSync(`${config}.bak`, "utf8")).toBe(before);
  });

  it("keeps one of the same bytes that was there before", async () => {
    await labConfig(`PluginDir: "${home}"\nPlugins:\n`);
    const before = readFileSync(config, "utf8");
    await add("a");
    expect(await remove("a")).toMatchObject({ isConfigRemoved: false });
    expect(readFileSync(config, "utf8")).toBe(before);
  });
});

describe("register and unregister in a lab's config", () => {
  it("adds lines only, and gives the original bytes back", async () => {
    const before = await labConfig();
    const result = await register({ entry: ENTRY, executable, laniakeaDir: home, signal });
    expect(result).toMatchObject({ status: "added", executable: join(home, "plugins", "demo"), created: false });
    const after = readFileSync(config, "utf8").split("\r\n");
    const at = after.indexOf('  - name: "demo"');
    expect([...after.slice(0, at), ...after.slice(at + 5)].join("\r\n")).toBe(before);
    const gone = await unregister({ name: "demo", laniakeaDir: home, signal });
    expect(gone).toMatchObject({ configFile: config, executable: join(home, "plugins", "demo"), kept: undefined });
    expect(readFileSync(config, "utf8")).toBe(before);
    expect(readdirSync(join(home, "plugins"))).toEqual([]);
  });

  it("says unchanged the second time, and still installs a rebuilt executable", async () => {
    await labConfig();
    await register({ entry: ENTRY, executable, laniakeaDir: home, signal });
    const written = readFileSync(config);
    await writeFile(executable, "#!/bin/sh\necho two\n");
    const result = await register({ entry: ENTRY, executable, laniakeaDir: home, signal });
    expect(result.status).toBe("unchanged");
    expect(readFileSync(config)).toEqual(written);
    expect(readFileSync(result.executable, "utf8")).toContain("echo two");
  });

  it("leaves the old file to a process that runs it", async () => {
    await labConfig();
    const { executable: installed } = await register({ entry: ENTRY, executable, laniakeaDir: home, signal });
    const old = statSync(installed).ino;
    await link(installed, join(dir, "running"));
    await writeFile(executable, "#!/bin/sh\necho two\n");
    await register({ entry: ENTRY, executable, laniakeaDir: home, signal });
    expect(statSync(installed).ino).not.toBe(old);
    expect(readFileSync(join(dir, "running"), "utf8")).toContain("echo one");
  });

  it("installs straight from PluginDir, where the build may have put it", async () => {
    await labConfig();
    const built = join(home, "plugins", "demo");
    await writeFile(built, "#!/bin/sh\n", { mode: 0o600 });
    await register({ entry: ENTRY, executable: built, laniakeaDir: home, signal });
    expect(statSync(built).mode & 0o777).toBe(0o755);
  });

  it("keeps a symbolic link, the mode and the owner", async () => {
    await labConfig();
    const real = join(dir, "dotfiles.yaml");
    await writeFile(real, readFileSync(config));
    chmodSync(real, 0o640);
    if (isRoot) await chown(real, 12345, 54321);
    await rm(config);
    symlinkSync(real, config);
    await register({ entry: ENTRY, executable, laniakeaDir: home, signal });
    expect((await lstat(config)).isSymbolicLink()).toBe(true);
    const stats = statSync(real);
    expect(stats.mode & 0o7777).toBe(0o640);
    if (isRoot) expect([stats.uid, stats.gid]).toEqual([12345, 54321]);
    expect(readFileSync(real, "utf8")).toContain('name: "demo"');
  });

  it("keeps an executable that another plugin runs too", async () => {
    await labConfig();
    await register({ entry: ENTRY, executable, laniakeaDir: home, signal });
    await register({ entry: { ...ENTRY, name: "demo2" }, executable, laniakeaDir: home, signal });
    const gone = await unregister({ name: "demo2", laniakeaDir: home, signal });
    expect(gone.executable).toBeUndefined();
    expect(existsSync(join(home, "plugins", "demo"))).toBe(true);
  });
});

describe("register with overwrite", () => {
  const options = () => ({ entry: { ...ENTRY, timeout: 60 }, executable, laniakeaDir: home, overwrite: true, signal });

  it("changes the entry in place, and nothing else", async () => {
    const text = "Plugins: # c\n- {name: demo, type: controller, exec: old, timeout: 5} # mine\nGrpcPort: 1\n";
    await labConfig(text);
    expect(await register(options())).toMatchObject({
      status: "updated",
      executable: join(home, "demo"),
      changes: [
        { field: "type", before: "controller", after: "datasource" },
        { field: "exec", before: "old", after: "demo" },
        { field: "timeout", before: 5, after: 60 },
      ],
    });
    const changed = "{name: demo, type: datasource, exec: demo, timeout: 60}";
    expect(readFileSync(config, "utf8")).toBe(text.replace(/\{.*\}/, changed));
    expect(readdirSync(home).sort()).toEqual([MEMORY, RECORD, "config.yaml", "demo", "plugins"]);
  });

  it("replaces a file that nobody runs", async () => {
    await labConfig("");
    await writeFile(join(home, "demo"), OTHER_PROGRAM, { mode: 0o755 });
    expect((await register(options())).status).toBe("added");
    expect(readFileSync(join(home, "demo"))).toEqual(readFileSync(executable));
  });

  it("does not replace what another plugin runs", async () => {
    await labConfig("Plugins:\n- {name: other, type: datasource, exec: demo}\n");
    await writeFile(join(home, "demo"), "precious");
    expect(await refused(register(options()))).toContain('which the plugin "other" runs');
    expect(readFileSync(join(home, "demo"), "utf8")).toBe("precious");
  });

  it("gives the old file back when the config cannot be written", async () => {
    await labConfig("GrpcPort: 1\n");
    await writeFile(join(home, "demo"), OTHER_PROGRAM, { mode: 0o755 });
    const controller = new AbortController();
    const { signal } = controller;
    const run = register({ ...options(), signal });
    while (readFileSync(join(home, "demo"), "utf8") === OTHER_PROGRAM) await new Promise(setImmediate);
    controller.abort(new Error("stop"));
    const outcome = await run.then(
      () => "done",
      () => "stopped",
    );
    const registered = readFileSync(config, "utf8").includes("demo");
    expect(registered).toBe(outcome === "done");
    expect(readFileSync(join(home, "demo"), "utf8") === OTHER_PROGRAM).toBe(outcome === "stopped");
    const record = outcome === "done" ? [MEMORY, RECORD] : [];
    expect(readdirSync(home).sort()).toEqual([...record, "config.yaml", "demo", "plugins"]);
  });
});

describe("unregister takes away only what register installed", () => {
  const options = () => ({ entry: ENTRY, executable, laniakeaDir: home, signal });
  const gone = () => unregister({ name: "demo", laniakeaDir: home, signal });

  it("keeps an executable that somebody put there", async () => {
    await labConfig("Plugins:\n- {name: demo, type: datasource, exec: demo}\n");
    await writeFile(join(home, "demo"), "theirs", { mode: 0o755 });
    expect(await gone()).toMatchObject({
      executable: undefined,
      kept: { file: join(home, "demo"), reason: "register did not install it" },
    });
    expect(readFileSync(join(home, "demo"), "utf8")).toBe("theirs");
  });

  it("keeps one that somebody changed since", async () => {
    await labConfig("");
    await register(options());
    await writeFile(join(home, "demo"), "mended by hand");
    expect(await gone()).toMatchObject({
      executable: undefined,
      kept: { reason: "it is not the file that register installed" },
    });
    expect(readdirSync(home).sort()).toEqual(["config.yaml", "demo", "plugins"]);
  });

  it("keeps one that was built straight into PluginDir", async () => {
    await labConfig("");
    await register({ ...options(), executable: await inPluginDir() });
    expect(await gone()).toMatchObject({ executable: undefined, kept: { reason: "register did not install it" } });
    expect(existsSync(join(home, "demo"))).toBe(true);
  });

  it("replaces without being told to what a killed register left there", async () => {
    await labConfig("");
    await register(options());
    await writeFile(config, "");
    await writeFile(executable, "#!/bin/sh\necho two\n");
    expect(await register(options())).toMatchObject({ status: "added", install: "replace" });
  });

  async function inPluginDir(): Promise<string> {
    await writeFile(join(home, "demo"), "#!/bin/sh\n", { mode: 0o755 });
    return join(home, "demo");
  }
});

describe("register with a backup", () => {
  const options = () => ({ entry: ENTRY, executable, laniakeaDir: home, backup: true, signal });

  it("keeps the config as it was, in the place of an older one", async () => {
    const before = await labConfig();
    chmodSync(config, 0o600);
    await writeFile(`${config}.bak`, "older");
    await register(options());
    expect(readFileSync(`${config}.bak`, "utf8")).toBe(before);
    expect(statSync(`${config}.bak`).mode & 0o777).toBe(0o600);
    await unregister({ name: "demo", laniakeaDir: home, backup: true, signal });
    expect(readFileSync(`${config}.bak`, "utf8")).toContain('name: "demo"');
  });

  it("makes none when nothing changes, or there is no config yet", async () => {
    await register(options());
    await register(options());
    expect(readdirSync(home).sort()).toEqual([MEMORY, RECORD, "config.yaml", "demo"]);
  });

  it("gives an older one back when the rest fails", async () => {
    await labConfig();
    await writeFile(`${config}.bak`, "older");
    const old = files();
    const outcomes = new Set<string>();
    for (let turns = 0; turns < 400 && !outcomes.has("done"); turns++) {
      const controller = new AbortController();
      const run = register({ ...options(), signal: controller.signal });
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
      controller.abort(new Error("stop"));
      const outcome = await run.then(
        () => "done",
        () => "stopped",
      );
      outcomes.add(outcome);
      if (outcome === "done") continue;
      expect(files()).toEqual(old);
      expect(readFileSync(`${config}.bak`, "utf8")).toBe("older");
    }
    expect(outcomes).toContain("stopped");
  });
});

describe("what was the matter before", () => {
  const run = (overwrite = false) => register({ entry: ENTRY, executable, laniakeaDir: home, overwrite, signal });
  const lines = async (overwrite?: boolean) =>
    (await run(overwrite)).problems.map(({ place, message }) => [place?.line, message.replace(/[:;].*/, "")]);

  it("is told with the lines of the config as it is then", async () => {
    await labConfig("restport: 1\nPlugins:\n- {name: old, type: x, exec: demo}\n# c\ngrpcport: 1\n");
    expect(await lines()).toEqual([
      [1, 'the daemon knows no setting "restport"'],
      [3, 'the plugin "old"'],
      [6, 'the daemon knows no setting "grpcport"'],
    ]);
    expect(readFileSync(config, "utf8").split("\n")[5]).toBe("grpcport: 1");
    expect(await lines()).toHaveLength(3);
  });

  it("is nothing that an update has mended", async () => {
    await labConfig("Plugins:\n- {name: demo, type: x, exec: demo}\n");
    expect(await lines(true)).toEqual([]);
  });

  it("is the same in a long config", async () => {
    const text = `${"# c\n".repeat(9_000)}Plugins:\n- {name: old, type: x, exec: demo}\n${"# d\n".repeat(9_000)}grpcport: 1\n`;
    await labConfig(text);
    expect(await lines()).toEqual([
      [9_002, 'the plugin "old"'],
      [18_004, 'the daemon knows no setting "grpcport"'],
    ]);
    expect(readFileSync(config, "utf8").split("\n")[18_003]).toBe("grpcport: 1");
  });
});

describe("a preview", () => {
  it("is what register does then, and changes nothing", async () => {
    await labConfig();
    const old = files();
    const options = { entry: ENTRY, executable, laniakeaDir: home, signal };
    const { before, after, ...promised } = await previewRegister(options);
    expect(files()).toEqual(old);
    expect(readFileSync(config, "utf8")).toBe(before);
    expect(await register(options)).toMatchObject(promised);
    expect(readFileSync(config, "utf8")).toBe(after);
  });

  it("refuses what register would", async () => {
    await labConfig("Plugins: none\n");
    const message = await refused(previewRegister({ entry: ENTRY, executable, laniakeaDir: home, signal }));
    expect(message).toMatch(/config\.yaml:1:10: "Plugins" is not a list; nothing was changed/);
  });
});

describe("what register refuses, with nothing changed", () => {
  it.each<[shows: string, prepare: () => Promise<unknown>, message: RegExp]>([
    [
      "a config that is not YAML",
      () => labConfig('GrpcPort: 1\nPluginDir: "/opt\n'),
      /config\.yaml:3:1: .*nothing was changed$/,
    ],
    [
      "a config of UTF-16, which it could not give back",
      async () => {
        await labConfig("");
        await writeFile(config, "\uFEFFGrpcPort: 1\n", "utf16le");
      },
      /config\.yaml: the file is UTF-16, which the daemon reads and no edit keeps; save it as UTF-8; nothing was changed$/,
    ],
    [
      "another plugin of that name",
      () => labConfig("Plugins:\n- {name: demo, type: datasource, exec: other}\n"),
      /config\.yaml:2:3: there is another plugin "demo" \(exec is other, not demo\)/,
    ],
    [
      "a config of several documents",
      () => labConfig("GrpcPort: 1\n---\nGrpcPort: 2\n"),
      /config\.yaml:2:1: more than one YAML document/,
    ],
    [
      "somebody's file in PluginDir",
      async () => {
        await labConfig();
        await writeFile(join(home, "plugins", "demo"), OTHER_PROGRAM, { mode: 0o755 });
      },
      /plugins.demo is another program, and no plugin in the config runs it/,
    ],
    [
      "another plugin's executable",
      async () => {
        await labConfig("Plugins:\n- {name: other, type: datasource, exec: demo}\n");
        await writeFile(join(home, "demo"), "precious");
      },
      /demo is another program, which the plugin "other" runs/,
    ],
    [
      "a folder in the executable's place",
      async () => {
        await labConfig();
        await mkdir(join(home, "plugins", "demo"));
      },
      /demo is in the way: it is not a file/,
    ],
    [
      "a config that the daemon drops whole",
      () => labConfig('GrpcPort: "abc"\n'),
      /config\.yaml:1:11: the daemon drops the whole file, and runs without plugins: "GrpcPort" must be a whole number/,
    ],
    [
      "a relative PluginDir",
      () => labConfig("GrpcPort: 1\nPluginDir: plugins\n"),
      /config\.yaml:2:12: PluginDir is "plugins": it must be absolute/,
    ],
    ["a PluginDir with ~", () => labConfig("PluginDir: ~/plugins\n"), /the daemon does not expand ~/],
    ["an executable that was not built", () => rm(executable), /built is not there/],
    [
      "an executable that is a folder",
      async () => {
        await rm(executable);
        await mkdir(executable);
      },
      /built is not a file/,
    ],
    [
      "a config with two names",
      async () => {
        await labConfig();
        await link(config, join(dir, "other-name"));
      },
      /has 2 names \(hard links\)/,
    ],
    [
      "a link to nowhere",
      async () => {
        await mkdir(home);
        symlinkSync(join(dir, "nowhere"), config);
      },
      /is a symbolic link to a file that is not there/,
    ],
    [
      "a config that is a folder",
      async () => {
        await mkdir(config, { recursive: true });
      },
      /is a folder, not a file/,
    ],
    [
      "a config that is a device",
      async () => {
        await mkdir(home);
        symlinkSync("/dev/null", config);
      },
      /config\.yaml is a device, not a file/,
    ],
    [
      "a config that is a pipe",
      async () => {
        await mkdir(home);
        execFileSync("mkfifo", [config]);
      },
      /config\.yaml is a pipe, not a file/,
    ],
    ["a file where the folder should be", () => writeFile(home, ""), /a part of the path is not a folder/],
  ])("%s", async (_shows, prepare, message) => {
    await prepare();
    const before = files();
    const text = existsSync(config) && statSync(config).isFile() ? readFileSync(config, "utf8") : undefined;
    expect(await refused(register({ entry: ENTRY, executable, laniakeaDir: home, signal }))).toMatch(message);
    expect(files()).toEqual(before);
    if (text !== undefined) expect(readFileSync(config, "utf8")).toBe(text);
  });

  it("a name that the daemon would refuse", async () => {
    const entry = { ...ENTRY, exec: "../demo" };
    expect(await refused(register({ entry, executable, laniakeaDir: home, signal }))).toContain("is not allowed");
    expect(existsSync(home)).toBe(false);
  });

  it("gives the lines to paste where it cannot edit", async () => {
    await labConfig("Plugins: none\n");
    const error = await register({ entry: ENTRY, executable, laniakeaDir: home, signal }).catch((e: unknown) => e);
    expect((error as UserError).details.join("\n")).toContain('  - name: "demo"\n');
  });

  it.skipIf(isRoot)("a folder that may not be written", async () => {
    await labConfig();
    const before = files();
    chmodSync(home, 0o500);
    const message = await refused(register({ entry: ENTRY, executable, laniakeaDir: home, signal }));
    chmodSync(home, 0o700);
    expect(message).toMatch(/permission denied \(EACCES\)/);
    expect(files()).toEqual(before);
  });
});

describe("what unregister refuses", () => {
  it("an unknown name, naming those that are there", async () => {
    const before = await labConfig();
    const message = await refused(unregister({ name: "demo", laniakeaDir: home, signal }));
    expect(message).toContain('no plugin "demo"; it has "thermo", "heater"');
    expect(await readFile(config, "utf8")).toBe(before);
  });

  it("a folder without a config", async () => {
    const message = await refused(unregister({ name: "demo", laniakeaDir: home, signal }));
    expect(message).toContain("config.yaml is not there, so no plugin is registered");
  });
});

describe("interrupted", () => {
  it("leaves all as it was when the signal is there from the start", async () => {
    const reason = new Error("stop");
    const options = { entry: ENTRY, executable, laniakeaDir: home, signal: AbortSignal.abort(reason) };
    await expect(register(options)).rejects.toBe(reason);
    expect(files()).toEqual(["built"]);
  });

  it("leaves the old state or the new one, whenever the signal comes", async () => {
    const before = await labConfig();
    const old = files();
    const outcomes = new Set<string>();
    for (let turns = 0; turns < 200 && !outcomes.has("done"); turns++) {
      const controller = new AbortController();
      const run = register({ entry: ENTRY, executable, laniakeaDir: home, signal: controller.signal });
      const outcome = run.then(
        () => "done",
        () => "stopped",
      );
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
      controller.abort(new Error("stop"));
      outcomes.add(await outcome);
      if ((await outcome) === "stopped") {
        expect(files()).toEqual(old);
        expect(readFileSync(config, "utf8")).toBe(before);
      } else {
        const added = [join("home", MEMORY), join("home", "plugins", "demo"), join("home", "plugins", RECORD)];
        expect(files()).toEqual([...old, ...added].sort());
        await unregister({ name: "demo", laniakeaDir: home, signal });
      }
    }
    expect(outcomes).toContain("stopped");
  });
});
