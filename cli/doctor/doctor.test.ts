import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ExitCode } from "../run/errors.js";
import { diagnosisLines } from "./action.js";
import { doctor, problemLines, unhealthy } from "./doctor.js";

let home: string;
let config: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "laniakea-doctor-"));
  config = join(home, "config.yaml");
  await writeFile(join(home, "a"), "", { mode: 0o755 });
  await writeFile(join(home, "b"), "", { mode: 0o755 });
});
afterEach(() => rm(home, { recursive: true }));

const A = "- {name: a, type: datasource, exec: a}\n";

/** Each of the daemon's mistakes, alone in a file: what comes of it, and the line. */
const MISTAKES: readonly [shows: string, config: string, problem: string][] = [
  [
    "text that is not YAML",
    "GrpcPort: 1\nPluginDir: 'x\n",
    "3:1: drops the file, runs without plugins: Missing closing",
  ],
  ["a bracket that nothing closes", "ExtraIPAddr: [a,\nGrpcPort: 1\n", "drops the file, runs without plugins: Flow"],
  ["a tab for an indent", "Plugins:\n\t- a\n", "2:1: drops the file"],
  [
    "another YAML version",
    "%YAML 1.2\n---\nGrpcPort: 1\n",
    "1:1: drops the file, runs without plugins: the daemon reads YAML 1.1",
  ],
  ["a list for a file", "- GrpcPort\n", "1:1: drops the file, runs without plugins: the file holds no settings"],
  [
    "a quoted port",
    'GrpcPort: 1\nRestPort: "2"\n',
    '2:11: drops the file, runs without plugins: "RestPort" must be a whole number',
  ],
  [
    "a quoted yes",
    "ConsoleOutput: 'yes'\n",
    '1:16: drops the file, runs without plugins: "ConsoleOutput" must be yes or no',
  ],
  [
    "one address for a list",
    "ExtraIPAddr: 10.0.0.1\n",
    '1:14: drops the file, runs without plugins: "ExtraIPAddr" must be a list',
  ],
  [
    "a map for the list",
    "Plugins:\n  a: {exec: a}\n",
    '2:3: drops the file, runs without plugins: "Plugins" must be a list of plugins',
  ],
  [
    "a name alone for a plugin",
    `Plugins:\n${A}- b\n`,
    "3:3: drops the file, runs without plugins: an item of Plugins is no plugin",
  ],
  [
    "a quoted timeout",
    'Plugins:\n- name: a\n  type: datasource\n  exec: a\n  timeout: "30"\n',
    '5:12: drops the file, runs without plugins: "timeout" must be a whole number',
  ],
  ["an alias to nothing", "LogFileDir: *dir\n", "1:13: drops the file, runs without plugins: no anchor &dir"],
  ["<< with text", "x: &x a\n<<: *x\n", "2:5: drops the file, runs without plugins: << must name a map"],
  ["an empty plugin", `Plugins:\n${A}-\n`, "3:2: does not start: an empty plugin"],
  [
    "a plugin without a name",
    "Plugins:\n- {type: datasource, exec: a}\n",
    "2:3: does not start: a plugin: the name is empty",
  ],
  [
    "a bad name",
    "Plugins:\n- {name: a b, type: datasource, exec: a}\n",
    '2:3: does not start: the plugin "a b": the name "a b" is not allowed',
  ],
  [
    "a path for an executable",
    "Plugins:\n- {name: a, type: datasource, exec: bin/a}\n",
    '2:3: does not start: the plugin "a": the executable\'s name',
  ],
  [
    "two extensions",
    "Plugins:\n- {name: a, type: datasource, exec: a.b.c}\n",
    '2:3: does not start: the plugin "a": the executable\'s name',
  ],
  [
    "no executable",
    "Plugins:\n- {name: a, type: datasource}\n",
    '2:3: does not start: the plugin "a": the executable\'s name is empty',
  ],
  [
    "a wrong type",
    "Plugins:\n- {name: a, type: sensor, exec: a}\n",
    '2:3: does not start: the plugin "a": its type must be datasource or controller',
  ],
  [
    "the same name twice",
    `Plugins:\n${A}- {name: a, type: controller, exec: b}\n`,
    '3:3: does not start: a second plugin "a"',
  ],
  ["an executable that is missing", "Plugins:\n- {name: a, type: datasource, exec: c}\n", "is not there"],
  ["a folder for an executable", "Plugins:\n- {name: a, type: datasource, exec: folder}\n", "is not a file"],
  [
    "an executable without x",
    "Plugins:\n- {name: a, type: datasource, exec: script}\n",
    "script is not executable (chmod +x)",
  ],
  ["a text for an executable", "Plugins:\n- {name: a, type: datasource, exec: text}\n", "text is no program: neither"],
  [
    "a relative PluginDir",
    `GrpcPort: 1\nPluginDir: plugins\nPlugins:\n${A}`,
    '2:12: does not start: PluginDir "plugins" is not absolute',
  ],
  [
    "a PluginDir with ~",
    `PluginDir: ~/plugins\nPlugins:\n${A}`,
    '1:12: does not start: PluginDir "~/plugins" is not absolute: the daemon does not expand ~',
  ],
];

describe("doctor finds each mistake that costs the plugins, with its line", () => {
  it.each(MISTAKES)("%s", async (_shows, text, expected) => {
    await mkdir(join(home, "folder"));
    await writeFile(join(home, "text"), "# Read me\n", { mode: 0o644 });
    await writeFile(join(home, "script"), "#!/bin/sh\n", { mode: 0o644 });
    await writeFile(config, text);
    const diagnosis = await doctor({ laniakeaDir: home });
    expect(problemLines(diagnosis)).toEqual([expect.stringContaining(expected)]);
    expect(problemLines(diagnosis)[0]).toMatch(/config\.yaml:\d+:\d+: /);
    expect(diagnosis.healthy).toBe(false);
    expect(unhealthy(diagnosis)).toMatchObject({
      exitCode: 7,
      message: expect.stringMatching(/^with .*the daemon would/),
    });
  });

  it("a plugin whose executable has the name of a file of the daemon's", async () => {
    await writeFile(config, "Plugins:\n- {name: a, type: datasource, exec: tls.cert}\n");
    expect(problemLines(await doctor({ config }))).toEqual([
      expect.stringContaining('the executable\'s name "tls.cert" is taken: the daemon has a file of that name'),
      expect.stringContaining("tls.cert is not there"),
    ]);
  });

  it("a config that is no text", async () => {
    await writeFile(config, Buffer.from([0x47, 0xff, 0x0a]));
    expect(problemLines(await doctor({ config }))).toEqual([
      `${config}: drops the file, runs without plugins: not UTF-8 text`,
    ]);
  });

  it("a config that has the mark of UTF-16 and is none", async () => {
    await writeFile(config, Buffer.from([0xff, 0xfe, 0x41]));
    expect(problemLines(await doctor({ config }))).toEqual([
      `${config}: drops the file, runs without plugins: not UTF-16 text, of which it has the mark`,
    ]);
  });

  it.each([false, true])(
    "a mistake in a config of UTF-16, as Windows' editors save it (big endian: %s)",
    async (isBig) => {
      const bytes = Buffer.from(`\uFEFFGrpcPort: 1\r\nRestPort: "2"\r\n`, "utf16le");
      await writeFile(config, isBig ? bytes.swap16() : bytes);
      expect(problemLines(await doctor({ config }))).toEqual([
        `${config}:2:11: drops the file, runs without plugins: "RestPort" must be a whole number, without quotes`,
      ]);
    },
  );

  it("a config that cannot be read", async () => {
    await mkdir(config);
    expect(problemLines(await doctor({ config }))[0]).toContain("it cannot be read (EISDIR)");
  });
});

describe("doctor warns of what the daemon reads otherwise than it looks", () => {
  it.each([
    [
      "a key with another case",
      `plugins:\n${A}`,
      '1:1: warning: the daemon knows no setting "plugins"; did you mean "Plugins"?',
    ],
    [
      "a field of the API",
      "Plugins:\n- {name: a, type: datasource, exec: a, max_timeouts: 2}\n",
      '2:40: warning: the daemon knows no field "max_timeouts"; did you mean "maxTimeouts"?',
    ],
    ["a key twice", "GrpcPort: 1\nGrpcPort: 2\n", '2:1: warning: "GrpcPort" again: the daemon takes the last one'],
    ["a second document", "GrpcPort: 1\n---\nRestPort: 2\n", "2:1: warning: more than one YAML document"],
    [
      "brackets that go on in the first column, which register leaves alone",
      "Plugins: [\n{name: a, type: datasource, exec: a}\n, {name: b, type: controller, exec: b}\n]\nGrpcPort: 1\n",
      "2:1: warning: Flow sequence in block collection must be sufficiently indented",
    ],
    [
      "a name that means every plugin",
      "Plugins:\n- {name: all, type: datasource, exec: a}\n",
      '2:3: warning: the plugin "all": the name "all" is reserved',
    ],
    [
      "a negative timeout",
      "Plugins:\n- {name: a, type: datasource, exec: a, timeout: -1}\n",
      '2:3: warning: the plugin "a": timeout is negative',
    ],
    [
      "a plugin folder that is not there, without plugins",
      "GrpcPort: 1\nPluginDir: /no/such/folder\n",
      '2:12: warning: PluginDir "/no/such/folder" is not there; register makes it',
    ],
    [
      "a plugin folder that is none",
      "PluginDir: /etc/passwd\n",
      '1:12: warning: PluginDir "/etc/passwd" is not a folder',
    ],
  ])("%s", async (_shows, text, expected) => {
    await writeFile(config, text);
    const diagnosis = await doctor({ laniakeaDir: home });
    expect(problemLines(diagnosis)).toEqual([expect.stringContaining(expected)]);
    expect(diagnosis.healthy).toBe(true);
    expect(unhealthy(diagnosis)).toBeUndefined();
  });

  it("no config, where nobody has named one", () => {
    const problems = [{ severity: "warning", message: "there is no config" }] as const;
    const missing = { configFile: config, exists: false, pluginDir: undefined, plugins: [], problems, healthy: true };
    expect(diagnosisLines(missing)).toEqual([`${config}: warning: there is no config`]);
    expect(diagnosisLines({ ...missing, exists: true })[1]).toMatch(/the daemon starts with it/);
  });
});

it.each(["folder", "file"])("a %s that was named and is not there is a failure", async (what) => {
  const where = what === "file" ? { config: join(home, "nosuch.yaml") } : { laniakeaDir: join(home, "nosuch") };
  await expect(doctor(where)).rejects.toMatchObject({
    message: expect.stringMatching(/nosuch.* is not there: the daemon would run on its defaults/),
    exitCode: ExitCode.configFailed,
  });
});

describe("doctor has nothing to say", () => {
  it.each([
    [
      "about a good config",
      `PluginDir: HOME\n# c\nGrpcPort: 017\nConsoleOutput: on\nPlugins:\n${A}- {name: b, type: controller, exec: b}\n`,
    ],
    ["about an empty one", ""],
    ["about settings of somebody else's", "lab: {a: [1]}\nx-note: ~\n"],
    ["about one of UTF-16", `\uFEFFPluginDir: HOME\nPlugins:\n${A}`, "utf16le"],
    ["about merged fields", `base: &b {type: datasource, timeout: 5}\nPlugins:\n- <<: *b\n  name: a\n  exec: a\n`],
  ] satisfies [shows: string, text: string, encoding?: BufferEncoding][])(
    "%s",
    async (_shows, text, encoding: BufferEncoding = "utf8") => {
      await writeFile(config, text.replace("HOME", JSON.stringify(home)), encoding);
      const diagnosis = await doctor({ laniakeaDir: home });
      expect(problemLines(diagnosis)).toEqual([]);
      expect(diagnosis).toMatchObject({ healthy: true, pluginDir: home });
    },
  );
});
