import { spawn, spawnSync } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BundledPlugins } from "../hosts/bundle-plugin.js";
import { bundleCommand, putBuilt } from "./bundled-command.js";

/** `laniakea-plugin register`, `unregister` and `doctor` as a person or a script runs them, on a plugin that speaks. */
const plugins = new BundledPlugins();
let folder: string;
let program: string;
let plugin: string;
let dir: string;
let project: string;
let home: string;
let config: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "register-commands-"));
  program = await bundleCommand(folder);
  plugin = await plugins.bundle("counter");
});
afterAll(async () => {
  plugins.remove();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  dir = await mkdtemp(join(folder, "case-"));
  project = join(dir, "demo");
  home = join(dir, "home");
  config = join(home, "config.yaml");
  await mkdir(home);
  await putBuilt(project, plugin);
  await describeProject(30);
});
afterEach(() => rm(dir, { recursive: true }));

function describeProject(timeout: number, name = "demo"): Promise<void> {
  const lines = [`name: ${name}`, "type: datasource", "exec: demo", `timeout: ${timeout}`, "maxTimeouts: 3"];
  return writeFile(join(project, "laniakea-plugin.yaml"), `${lines.join("\n")}\n`);
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, ...args: string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, command, ...args, "--laniakea-dir", home], {
    cwd: project,
    encoding: "utf8",
  });
  return { code: status, stdout, stderr };
}

function documentOf({ stdout }: Outcome): Record<string, unknown> {
  return JSON.parse(stdout) as Record<string, unknown>;
}

const LAB = "# lab 3\r\nGrpcPort: 7777\r\nPlugins:\r\n# none yet\r\n";

describe("register", () => {
  it("shows with --diff what a later run changes, exactly; patch(1) makes the same of it", async () => {
    await writeFile(config, LAB);
    const { code, stdout } = run("register", "--diff");
    expect(code).toBe(0);
    expect(await readdir(home)).toEqual(["config.yaml"]);
    await writeFile(join(dir, "patched.yaml"), LAB);
    const patch = spawnSync("patch", ["--binary", join(dir, "patched.yaml")], { input: stdout, encoding: "utf8" });

    expect(run("register").code).toBe(0);
    const after = await readFile(config, "utf8");
    const added = after.split("\n").filter((line) => !LAB.split("\n").includes(line));
    expect(stdout.split("\n").filter((line) => /^\+(?!\+\+)/.test(line))).toEqual(added.map((line) => `+${line}`));
    expect(stdout.split("\n").filter((line) => /^-(?!--)/.test(line))).toEqual([]);
    if (patch.error === undefined) {
      expect(patch.status, patch.stdout).toBe(0);
      expect(await readFile(join(dir, "patched.yaml"), "utf8")).toBe(after);
    }
    expect(run("register", "--diff")).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("says with --dry-run what it would do, and does nothing", async () => {
    await rm(home, { recursive: true });
    const { code, stdout, stderr } = run("register", "--dry-run");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`demo would be registered in ${config}\nexecutable: ${home}/demo (would be installed)\n`);
    expect(stdout).toContain(`--- /dev/null\n+++ ${config}\n`);
    expect(await readdir(dir)).toEqual(["demo"]);
  });

  it("refuses other fields, naming the flag, and with --overwrite says what changed", async () => {
    expect(run("register").code).toBe(0);
    await describeProject(90);
    const refused = run("register");
    expect(refused).toMatchObject({ code: 7, stdout: "" });
    expect(refused.stderr).toContain('config.yaml:3:5: there is another plugin "demo" (timeout is 30, not 90)');
    expect(refused.stderr).toContain("→ register --overwrite changes it");
    const preview = run("register", "--overwrite", "--diff").stdout;
    expect(preview).toMatch(/^-    timeout: 30\n\+    timeout: 90$/m);
    expect(run("register", "--overwrite").stdout).toContain(`demo is updated in ${config}: timeout 30 → 90\n`);
    expect(await readFile(config, "utf8")).toContain("timeout: 90");
  });

  it("keeps a backup only when asked", async () => {
    await writeFile(config, LAB);
    run("register", "--backup");
    expect(await readFile(`${config}.bak`, "utf8")).toBe(LAB);
  });

  it("warns of what was the matter before, on stderr, with the line", async () => {
    await writeFile(config, "plugin: 1\nPlugins:\n- {name: old, type: datasource, exec: old}\n");
    const { code, stdout, stderr } = run("register");
    expect(code).toBe(0);
    expect(stdout).not.toContain("warning");
    expect(stderr.split("\n")).toEqual([
      `warning: ${config}:1:1: the daemon knows no setting "plugin"; did you mean "Plugins"?`,
      `warning: ${config}:3:3: the daemon does not start: the plugin "old": ${home}/old is not there`,
      "",
    ]);
  });

  it("prints one JSON document: done, previewed, failed", async () => {
    await writeFile(config, LAB);
    const previewed = documentOf(run("register", "--json", "--dry-run"));
    expect(previewed).toMatchObject({ exitCode: 0, dryRun: true, status: "added" });
    expect(previewed["diff"]).toContain('+  - name: "demo"');
    expect(documentOf(run("register", "--json"))).toMatchObject({
      exitCode: 0,
      status: "added",
      configFile: config,
      executable: join(home, "demo"),
      install: "new",
      created: false,
      entry: { name: "demo", type: "datasource" },
    });
    expect(documentOf(run("register", "--json"))).toMatchObject({ exitCode: 0, status: "unchanged", install: "none" });
    await describeProject(90);
    const failed = run("register", "--json");
    expect(failed.code).toBe(7);
    expect(documentOf(failed)).toMatchObject({
      exitCode: 7,
      error: { code: "configFailed", message: expect.stringContaining('there is another plugin "demo"') as string },
    });
  });
});

describe("a project that is not as it was built", () => {
  const source = () => join(project, "src", "plugin.ts");
  beforeEach(async () => {
    await mkdir(join(project, "src", "lib"), { recursive: true });
    await writeFile(join(project, "package.json"), "{}");
    // As the plugin itself says in its log.
    await describeProject(30, "counter");
    await writeFile(source(), 'export default datasource({\n  name: "counter",\n');
    await writeFile(join(project, "src", "lib", "wire.ts"), "");
    await changedAfterBuild(-60);
  });

  /** Sets the times of the sources to some seconds after that of the executable. */
  async function changedAfterBuild(seconds: number, ...files: string[]): Promise<void> {
    const { mtimeMs } = await stat(join(project, "dist", "demo"));
    const time = mtimeMs / 1000 + seconds;
    const all = ["package.json", "src/plugin.ts", "src/lib/wire.ts"];
    for (const file of files.length > 0 ? files : all) await utimes(join(project, file), time, time);
  }

  it("is registered and checked without a word when nothing was changed", () => {
    expect(run("register")).toMatchObject({ code: 0, stderr: "" });
    expect(check()).toMatchObject({ code: 0, stderr: "" });
  });

  it.each(["src/plugin.ts", "src/lib/wire.ts", "package.json"])("is told of a change of %s", async (file) => {
    await changedAfterBuild(1, file);
    const line = `warning: ${file} was changed after dist/demo was built, which does not have the change; to build it: npm run build\n`;
    expect(run("register")).toMatchObject({ code: 0, stderr: line });
    expect(run("register", "--dry-run").stderr).toBe(line);
    expect(check()).toMatchObject({ code: 0, stderr: line });
    expect(check("--json").stderr).toBe(line);
  });

  it("is told of a name in its source that its entry does not have", async () => {
    await writeFile(source(), 'export default datasource({\n  name: "my-probe",\n');
    await changedAfterBuild(-60);
    expect(run("register").stderr).toBe(
      'warning: the plugin is "my-probe" in its source and "counter" in laniakea-plugin.yaml: the daemon knows it as "counter", its frames and log say "my-probe"\n',
    );
  });

  it("is told of its former name", async () => {
    run("register");
    await writeFile(join(project, "laniakea-plugin.yaml"), "name: my-probe\ntype: datasource\nexec: demo\n");
    const { code, stdout } = run("register");
    expect(code).toBe(0);
    expect(stdout).toContain("this project is registered as counter, too; to take that out: unregister counter\n");
    expect(run("unregister", "counter").code).toBe(0);
    expect(run("register").stdout).not.toContain("too");
  });

  function check(...flags: string[]): Outcome {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, "check", ...flags], {
      cwd: project,
      encoding: "utf8",
    });
    return { code: status, stdout, stderr };
  }
});

/** The plugin of the project as one that was made for another Laniakea. */
async function needsAnotherLaniakea(file: string): Promise<void> {
  const text = await readFile(plugin, "utf8");
  await writeFile(file, text.replace(/laniakeaVersion: ">= [^"]*"/, 'laniakeaVersion: "0.2.0"'), { mode: 0o755 });
}

const REFUSAL = "it refuses Laniakea 1.0.0: plugin requires a different version of laniakea: have 1.0.0, need 0.2.0";

describe("a plugin with which the daemon would not start", () => {
  it("is not registered when it refuses the daemon's version", async () => {
    await writeFile(config, LAB);
    await needsAnotherLaniakea(join(project, "dist", "demo"));
    for (const flags of [[], ["--overwrite"], ["--dry-run"]]) {
      const { code, stdout, stderr } = run("register", ...flags);
      expect({ code, stdout }).toEqual({ code: 6, stdout: "" });
      expect(stderr).toContain(`not registered, because the daemon would not start with it: ${REFUSAL}`);
    }
    expect(await readdir(home)).toEqual(["config.yaml"]);
  });

  it("is named by doctor, which --no-start keeps from looking", async () => {
    run("register");
    await needsAnotherLaniakea(join(home, "demo"));
    const { code, stderr } = run("doctor");
    expect(code).toBe(7);
    expect(stderr).toContain(
      `${config}:3:5: does not start: the plugin "demo": ${home}/demo does not start for the daemon: ${REFUSAL}`,
    );
    expect(run("doctor", "--no-start").code).toBe(0);
  });

  it.each<[shows: string, content: string, message: string]>([
    ["is for another machine", "MZ", "it is a program for win32"],
    ["ends at once", "#!/bin/sh\nexit 3\n", "it ended with exit code 3 before its handshake"],
  ])("is named by doctor when it %s", async (_shows, content, message) => {
    run("register");
    await writeFile(join(home, "demo"), content);
    const { code, stderr } = run("doctor");
    expect(code).toBe(7);
    expect(stderr).toContain(`${home}/demo does not start for the daemon: ${message}`);
  });

  it("is named by doctor when its entry says another type", async () => {
    run("register");
    await writeFile(config, (await readFile(config, "utf8")).replace("datasource", "controller"));
    expect(run("doctor").stderr).toContain("it is a datasource, and its entry says controller");
  });
});

describe.skipIf(process.getuid?.() !== 0)("a config of somebody else's that one may write", () => {
  it.each([[[]], [["--dry-run"]]])("is refused with who may change it %s", async (flags) => {
    await writeFile(config, LAB);
    await chmod(config, 0o664);
    await chown(config, 4711, 12345);
    await chown(home, 12345, 12345);
    await chmod(folder, 0o755);
    await chmod(dir, 0o755);
    await chown(join(project, "dist", "demo"), 12345, 12345);
    const args = [program, "register", ...flags, "--laniakea-dir", home];
    const { status, stderr } = spawnSync(process.execPath, args, {
      cwd: project,
      encoding: "utf8",
      uid: 12345,
      gid: 12345,
    });
    expect(stderr).toContain(
      `${config} belongs to the user with the id 4711, and a changed one would be yours; nothing was changed`,
    );
    expect(stderr).toContain("→ run this as that user (sudo -u '#4711' …) or as root");
    expect(status).toBe(7);
    expect(await readdir(home)).toEqual(["config.yaml"]);
  });
});

describe("unregister", () => {
  it("gives the bytes back, and says what it removed", async () => {
    await writeFile(config, LAB);
    run("register");
    expect(run("unregister")).toEqual({
      code: 0,
      stdout: `demo is no longer registered in ${config}\nremoved ${home}/demo\n`,
      stderr: "",
    });
    expect(await readFile(config, "utf8")).toBe(LAB);
    expect(await readdir(home)).toEqual(["config.yaml"]);
  });

  it("keeps an executable that register did not install, and says so", async () => {
    await writeFile(config, "Plugins:\n- {name: demo, type: datasource, exec: demo}\n");
    await writeFile(join(home, "demo"), "theirs");
    expect(run("unregister", "demo").stdout).toContain(`kept ${home}/demo: register did not install it\n`);
  });

  it("prints one JSON document, on failure too", async () => {
    run("register");
    expect(documentOf(run("unregister", "demo", "--json"))).toMatchObject({
      exitCode: 0,
      name: "demo",
      configFile: config,
      executable: join(home, "demo"),
    });
    const failed = run("unregister", "demo", "--json");
    expect(failed.code).toBe(7);
    expect(documentOf(failed)).toEqual({
      exitCode: 7,
      error: {
        code: "configFailed",
        // register had made it, and it went with its last entry.
        message: `${config} is not there, so no plugin is registered; nothing was changed`,
        details: [],
        hint: null,
        log: null,
      },
    });
  });
});

describe("doctor", () => {
  it("says what the daemon runs", () => {
    run("register");
    expect(run("doctor")).toEqual({
      code: 0,
      stdout: `${config}: the daemon starts with it and runs demo\n`,
      stderr: "",
    });
    expect(documentOf(run("doctor", "--json"))).toMatchObject({ exitCode: 0, plugins: ["demo"], problems: [] });
  });

  it("ends with 7 and the lines of what keeps the daemon from it", async () => {
    await writeFile(config, "GrpcPort: '1'\n");
    const { code, stdout, stderr } = run("doctor");
    expect({ code, stdout }).toEqual({ code: 7, stdout: "" });
    expect(stderr).toContain(`${config}:1:11: drops the file, runs without plugins: "GrpcPort" must be a whole number`);
    const document = documentOf(run("doctor", "--json"));
    expect(document).toMatchObject({
      exitCode: 7,
      problems: [{ severity: "defaults", place: { line: 1, column: 11 } }],
    });
    expect(document["error"]).toMatchObject({ message: expect.stringContaining("the daemon would run") as string });
  });
});

describe.skipIf(process.platform === "win32")("a config that comes from another program", () => {
  const shell = (line: string) => {
    const args = ["-c", line, "bash", process.execPath, program];
    const { status, stdout, stderr } = spawnSync("bash", args, { cwd: project, encoding: "utf8", timeout: 20_000 });
    return { code: status, stdout, stderr };
  };

  it.each([
    ["a file", '"$@" doctor --config /dev/stdin < config.yaml'],
    ["a file that was deleted", 'exec 7< config.yaml; rm config.yaml; "$@" doctor --config /dev/fd/7'],
  ])("is read by doctor: %s", async (_shows, line) => {
    await writeFile(join(project, "config.yaml"), "GrpcPort: '1'\n");
    const { code, stderr } = shell(line);
    expect(code).toBe(7);
    expect(stderr).toMatch(/^\s*\/dev\/(stdin|fd\/7):1:11: drops the file, .*"GrpcPort" must be a whole number/m);
  });

  it.each([
    ["a pipe", 'echo "GrpcPort: 1" | "$@" doctor --config /dev/stdin', "/dev/stdin is a pipe, not a file"],
    ["another command's output", '"$@" doctor --config <(echo "GrpcPort: 1")', "is a pipe, not a file"],
    ["nothing", '"$@" doctor --config /dev/stdin < /dev/null', "/dev/stdin is a device, not a file"],
    ["a deleted file, to be changed", 'exec 7<> x; rm x; "$@" register --config /dev/fd/7', "a file that was deleted"],
  ])("is refused for what it is: %s", (_shows, line, message) => {
    const { code, stderr } = shell(line);
    expect({ code, stderr }).toEqual({ code: 7, stderr: expect.stringContaining(message) as string });
  });
});

const canLock = process.platform === "linux" && spawnSync("flock", ["--version"]).status === 0;
if (!canLock) console.warn("skipped: a running daemon is recognized on Linux; the test needs flock(1)");

describe.skipIf(!canLock && process.env["CI"] === undefined)("a daemon that runs on the folder", () => {
  it("is told of, with the lines for lanicli", async () => {
    await writeFile(config, LAB);
    const database = join(home, "macaroon.db");
    await writeFile(database, "");
    // As bbolt does for as long as the daemon runs.
    const daemon = spawn("flock", ["--no-fork", database, "sh", "-c", "echo locked; cat"]);
    await new Promise((resolve) => daemon.stdout.once("data", resolve));
    try {
      const added = run("register").stdout;
      expect(added).toContain(`The daemon is running (process ${daemon.pid})`);
      await rm(join(project, "dist", "demo"));
      await writeFile(join(project, "dist", "demo"), `${await readFile(plugin, "utf8")}\n// again\n`, { mode: 0o755 });
      const again = run("register").stdout;
      expect(again).toContain("  lanicli plugin-stop demo\n  lanicli plugin-start demo\n");
      expect(again).toContain(
        "lanicli plugin-list shows the version that the plugin had when the daemon first started it",
      );
      expect(added).toContain("  lanicli plugin-add demo --type datasource --exec demo --timeout 30 --maxtimeouts 3\n");
      expect(run("register").stdout).not.toContain("running");
      const doctor = run("doctor");
      expect(doctor.stderr + doctor.stdout).toContain(
        "warning: the plugins were not started, since the daemon is running",
      );
      expect(run("unregister").stdout).toContain("  lanicli plugin-stop demo\n");
    } finally {
      const gone = new Promise((resolve) => daemon.once("close", resolve));
      daemon.stdin.end();
      await gone;
    }
    expect(run("register").stdout).not.toContain("running");
  });
});
