import { existsSync } from "node:fs";
import { chmod, cp, mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { isAlive, untilGone } from "../process-alive.js";
import { CLI, fakeNpm, INSTALLS, makeFolder, namesIn, ROOT, run, start } from "./support/cli.js";
import { KEYS, Terminal } from "./support/terminal.js";
import { treeText } from "./support/tree.js";

describe("bad input: exit code, one line, nothing written", () => {
  const cases: readonly { name: string; args: readonly string[]; code: number; line: RegExp }[] = [
    {
      name: "no DIR without a terminal",
      args: [],
      code: 2,
      line: /^error: DIR is missing: say where the project goes$/m,
    },
    { name: "no DIR with --yes", args: ["--yes"], code: 2, line: /^error: DIR is missing/m },
    {
      name: "wrong type",
      args: ["x", "--type", "sensor"],
      code: 2,
      line: /^error: --type: the type must be datasource or controller, not "sensor"$/m,
    },
    {
      name: "name that leaves the folder",
      args: ["x", "--name", "../x"],
      code: 2,
      line: /^error: --name: .*"\.\.\/x".* letters/m,
    },
    { name: "reserved name", args: ["all"], code: 2, line: /^error: DIR: the name "all" is reserved/m },
    {
      name: "name with a space",
      args: ["my sensor"],
      code: 2,
      line: /^error: DIR: the name "my sensor" is not allowed; use letters/m,
    },
    {
      name: "name in unicode",
      args: ["x", "--name", "sensør"],
      code: 2,
      line: /^error: --name: the name "sensør" is not allowed/m,
    },
    { name: "empty name", args: ["x", "--name="], code: 2, line: /^error: --name: the name is empty/m },
    { name: "empty folder", args: [""], code: 2, line: /^error: DIR: the folder is empty/m },
    {
      name: "300 characters",
      args: ["a".repeat(300)],
      code: 2,
      line: /^error: DIR: the name has 300 characters; at most 128/m,
    },
    {
      name: "npm-style constraint",
      args: ["x", "--laniakea-version", "^1.0.0"],
      code: 2,
      line: /^error: --laniakea-version: "\^1\.0\.0" .*">= 1\.0\.0, < 2\.0\.0"/m,
    },
    {
      name: "unknown flag",
      args: ["x", "--tpye", "controller"],
      code: 2,
      line: /unknown option '--tpye' \(Did you mean --type\?\)$/m,
    },
    {
      name: "flag without its value",
      args: ["x", "--type"],
      code: 2,
      line: /option '--type <type>' argument missing$/m,
    },
    { name: "two folders", args: ["x", "y"], code: 2, line: /too many arguments/m },
    {
      name: "command that is misspelt",
      args: ["regster", "--yes", "--register", "--no-install"],
      code: 2,
      line: /^error: there is no command regster; did you mean register\?\n→ .*, add --name regster$/m,
    },
    {
      name: "command that is misspelt, with what it takes",
      args: ["regster", "my-sensor"],
      code: 2,
      line: /^error: there is no command regster; did you mean register\?$/m,
    },
    {
      name: "command that is misspelt, with its own flag",
      args: ["doctr", "--no-start"],
      code: 2,
      line: /^error: there is no command doctr; did you mean doctor\?$/m,
    },
    {
      name: "flag that there is not, beside a plugin's name that is nearly a command's",
      args: ["doctr", "--name", "doctr", "--no-start"],
      code: 2,
      line: /^error: unknown option '--no-start'/m,
    },
    {
      name: "empty folder of Laniakea's",
      args: ["x", "--register", "--laniakea-dir", "", "--yes"],
      code: 2,
      line: /^→ what there is: node .*cli\.js --help$/m,
    },
    {
      name: "language that there is not",
      args: ["x", "--language", "rust"],
      code: 2,
      line: /^error: --language: the language must be typescript, python or go, not "rust"$/m,
    },
    {
      name: "package manager that there is not",
      args: ["x", "--package-manager", "pip"],
      code: 2,
      line: /^error: --package-manager: the package manager must be npm, pnpm, yarn or bun, not "pip"$/m,
    },
    {
      name: "timeout that is no number",
      args: ["x", "--timeout", "soon"],
      code: 2,
      line: /^error: --timeout: .*whole number.*"soon"$/m,
    },
    {
      name: "description of two lines",
      args: ["x", "--description", "a\nb"],
      code: 2,
      line: /^error: --description: .*one line/m,
    },
    {
      name: "two configs",
      args: ["x", "--register", "--laniakea-dir", "a", "--config", "b"],
      code: 2,
      line: /^error: --laniakea-dir and --config exclude each other/m,
    },
    {
      name: "config without register",
      args: ["x", "--yes", "--config", "c.yaml"],
      code: 2,
      line: /^error: --config says where to register; add --register$/m,
    },
    {
      name: "register without install",
      args: ["x", "--register", "--no-install"],
      code: 2,
      line: /^error: --register needs the dependencies/m,
    },
  ];

  test.each(cases)("$name", async ({ args, code, line }) => {
    const cwd = await makeFolder();
    const outcome = await run(args, { cwd });
    expect(outcome.stderr).toMatch(line);
    expect(outcome).toMatchObject({ code, stdout: "" });
    // The message, and at most one line on what to do.
    expect(outcome.stderr.trimEnd().split("\n").length).toBeLessThanOrEqual(2);
    expect(await namesIn(cwd)).toEqual([]);
  });

  test("several at once are named together, with a command line that works", async () => {
    const cwd = await makeFolder();
    const bad = await run(["my sensor", "--type", "datasorce", "--laniakea-version", "~1.2", "--no-install"], { cwd });
    expect(bad.code).toBe(2);
    expect(bad.stderr).toMatch(/3 answers are missing or wrong/);
    const hint = /→ try: node .*?cli\.js (.*)$/m.exec(bad.stderr)?.[1] ?? "";
    const { spawnSync } = await import("node:child_process");
    const again = spawnSync("sh", ["-c", `"${process.execPath}" "${CLI}" ${hint}`], { cwd, encoding: "utf8" });
    expect(again.stderr).toBe("");
    expect(again.status).toBe(0);
    expect(await namesIn(cwd)).toEqual(["my-sensor"]);
  });

  test("target that is not empty", async () => {
    const cwd = await makeFolder();
    await mkdir(join(cwd, "x"));
    await writeFile(join(cwd, "x", "thesis.txt"), "years of work");
    const outcome = await run(["x", "--yes", "--no-install"], { cwd });
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toMatch(/^error: the folder x is not empty: it has thesis\.txt$/m);
    expect(await namesIn(join(cwd, "x"))).toEqual(["thesis.txt"]);
    expect(await namesIn(cwd)).toEqual(["x"]);
  });

  test("target that is a file, or leads through one", async () => {
    const cwd = await makeFolder();
    await writeFile(join(cwd, "x"), "");
    for (const dir of ["x", "x/y"]) {
      const outcome = await run([dir, "--yes", "--no-install"], { cwd });
      expect(outcome.code).toBe(3);
      expect(outcome.stderr).toMatch(/is not a folder, or leads through a file/);
    }
    expect(await namesIn(cwd)).toEqual(["x"]);
  });

  test("target that is not writable", async () => {
    const cwd = await makeFolder();
    // root may write everywhere, so it becomes somebody else; the package must be readable to that user.
    await Promise.all(
      ["dist", "generators", "package.json"].map((name) => cp(join(ROOT, name), join(cwd, name), { recursive: true })),
    );
    await mkdir(join(cwd, "locked"), { mode: 0o555 });
    await chmod(cwd, 0o755);
    const { spawnSync } = await import("node:child_process");
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const outcome = spawnSync(process.execPath, [join(cwd, "dist/cli.js"), "locked/x", "--yes", "--no-install"], {
      cwd,
      encoding: "utf8",
      ...user,
    });
    expect(outcome.stderr).toMatch(/^error: cannot make locked\/x: the folder .*locked is not writable \(EACCES\)$/m);
    expect(outcome.status).toBe(3);
    expect(await namesIn(join(cwd, "locked"))).toEqual([]);
  });

  test("npm missing", async () => {
    const cwd = await makeFolder();
    const outcome = await run(["x", "--yes"], { cwd, env: { PATH: cwd } });
    expect(outcome.code).toBe(4);
    expect(outcome.stderr).toMatch(/^error: npm is not on the PATH$/m);
    expect(await namesIn(cwd)).toEqual([]);
  });

  test("npm failing keeps its last lines and the complete project", async () => {
    const cwd = await makeFolder();
    const env = await fakeNpm(cwd, 'echo "npm error code E418"; echo "npm error I am a teapot" >&2; exit 1');
    const outcome = await run(["x", "--yes"], { cwd, env: { ...env, LANIAKEA_PLUGIN_CACHE: join(cwd, "cache") } });
    expect(outcome.code).toBe(5);
    expect(outcome.stderr).toMatch(/^error: npm install failed; the project itself is complete$/m);
    expect(outcome.stderr).toMatch(/E418[\s\S]*teapot/);
    expect(outcome.stderr).toMatch(/^→ repeat it: cd x && npm install$/m);
    expect(await namesIn(cwd)).toEqual(["bin", "cache", "x"]);
    expect(existsSync(join(cwd, "x", "src/plugin.ts"))).toBe(true);
  });

  test("config that does not parse: line and column, before anything is made", async () => {
    const cwd = await makeFolder();
    const broken = "LogLevel: info\nPlugins:\n  - name: [\n";
    await mkdir(join(cwd, "home"));
    await writeFile(join(cwd, "home", "config.yaml"), broken);
    const outcome = await run(["x", "--yes", "--register", "--laniakea-dir", "home"], { cwd });
    expect(outcome.code).toBe(7);
    expect(outcome.stderr).toMatch(/^error: .*config\.yaml:\d+:\d+: /m);
    expect(await readFile(join(cwd, "home", "config.yaml"), "utf8")).toBe(broken);
    expect(await namesIn(cwd)).toEqual(["home"]);
    expect(await namesIn(join(cwd, "home"))).toEqual(["config.yaml"]);
  });
});

describe("the log of a failed install", () => {
  const script = "for i in $(seq 100); do echo line $i; done; exit 1";

  test("is a file that only its owner reads; path on stderr and in the report; the newest ten stay", async () => {
    const cwd = await makeFolder();
    const env = { ...(await fakeNpm(cwd, script)), LANIAKEA_PLUGIN_CACHE: join(cwd, "cache") };
    const logs = join(cwd, "cache/logs");
    await mkdir(logs, { recursive: true });
    for (let day = 1; day <= 12; day++) await writeFile(join(logs, `2020-01-${10 + day}T00-install.log`), "");
    const { stdout, stderr } = await run(["x", "--yes", "--json"], { cwd, env });
    const { log } = JSON.parse(stdout).error;
    expect(stderr).toContain(`  all output: ${log}\n`);
    expect(await readFile(log, "utf8")).toMatch(/^npm: .*exit code 1.*\n\nline 1\n[^]*\nline 100\n$/);
    expect((await stat(log)).mode & 0o777).toBe(0o600);
    const names = await namesIn(logs);
    expect(names).toHaveLength(10);
    expect(names).toContain(basename(log));
  });

  test("goes to the temporary folder where there is no other place", async () => {
    const cwd = await makeFolder();
    await mkdir(join(cwd, "tmp"));
    await writeFile(join(cwd, "file"), "");
    const env = {
      ...(await fakeNpm(cwd, script)),
      LANIAKEA_PLUGIN_CACHE: join(cwd, "file/x"),
      TMPDIR: join(cwd, "tmp"),
    };
    const { stdout } = await run(["x", "--yes", "--json"], { cwd, env });
    const { log } = JSON.parse(stdout).error;
    expect(log.startsWith(join(cwd, "tmp"))).toBe(true);
    expect(await readFile(log, "utf8")).toContain("line 100");
  });

  test("is not there when nothing fails", async () => {
    const cwd = await makeFolder();
    const env = {
      ...(await fakeNpm(cwd, INSTALLS)),
      LANIAKEA_PLUGIN_CACHE: join(cwd, "cache"),
      TMPDIR: join(cwd, "tmp"),
    };
    await mkdir(join(cwd, "tmp"));
    expect(await run(["x", "--yes"], { cwd, env })).toMatchObject({ code: 0 });
    expect(await namesIn(cwd)).toEqual(["bin", "tmp", "x"]);
    expect(await namesIn(join(cwd, "tmp"))).toEqual([]);
  });
});

describe("made projects", () => {
  test.each(["datasource", "controller"])("%s: every file", async (type) => {
    const cwd = await makeFolder();
    const outcome = await run(["my-plugin", "--type", type, "--yes", "--no-install"], { cwd });
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(await namesIn(cwd)).toEqual(["my-plugin"]);
    await expect(await treeText(join(cwd, "my-plugin"))).toMatchFileSnapshot(`trees/typescript-${type}.txt`);
  });

  test("the same answers give the same bytes, whatever the date, time zone, locale and umask", async () => {
    const [a, b] = [await makeFolder(), await makeFolder()];
    const args = ["x", "--type", "controller", "--timeout", "90", "--yes", "--no-install"];
    await run(args, { cwd: a, env: { TZ: "Pacific/Kiritimati", LC_ALL: "C" } });
    const previous = process.umask(0o077);
    await run(args, { cwd: b, env: { TZ: "America/Adak", LC_ALL: "tr_TR.UTF-8" } }).finally(() =>
      process.umask(previous),
    );
    expect(await treeText(join(b, "x"))).toBe(await treeText(join(a, "x")));
  });

  test("a new repository's files stay byte for byte, in the current folder too", async () => {
    const cwd = join(await makeFolder(), "lab-sensor");
    await mkdir(join(cwd, ".git"), { recursive: true });
    await writeFile(join(cwd, ".git", "HEAD"), "ref: refs/heads/main\n");
    await writeFile(join(cwd, "README.md"), "mine\r\n");
    await writeFile(join(cwd, "LICENSE"), "also mine");
    const outcome = await run([".", "--yes", "--no-install"], { cwd });
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(outcome.stdout).toContain("lanicli plugin-startrecord lab-sensor");
    expect(await readFile(join(cwd, "README.md"), "utf8")).toBe("mine\r\n");
    expect(await readFile(join(cwd, "LICENSE"), "utf8")).toBe("also mine");
    expect(await readFile(join(cwd, ".git", "HEAD"), "utf8")).toBe("ref: refs/heads/main\n");
    expect(await readFile(join(cwd, "laniakea-plugin.yaml"), "utf8")).toContain('name: "lab-sensor"');
    expect((await namesIn(cwd)).filter((name) => name.includes("create-"))).toEqual([".create-laniakea-plugin.json"]);
    const record = JSON.parse(await readFile(join(cwd, ".create-laniakea-plugin.json"), "utf8"));
    expect(Object.keys(record.files)).not.toContain("README.md");
  });

  test("a folder of folders that are not there, with spaces and unicode, through a link", async () => {
    const cwd = await makeFolder();
    await mkdir(join(cwd, "real"));
    await symlink("real", join(cwd, "link"));
    const outcome = await run(["link/Meßgeräte [neu]/<%= 1 %>/probe", "--yes", "--no-install"], { cwd });
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(existsSync(join(cwd, "real", "Meßgeräte [neu]", "<%= 1 %>", "probe", "package.json"))).toBe(true);
  });

  test("broken files of others, no home folder and a strange name do not matter", async () => {
    const cwd = await makeFolder();
    for (const name of ["package.json", ".yo-rc.json", ".yo-rc-global.json"])
      await writeFile(join(cwd, name), "{ broken");
    const outcome = await run(["x", "--name", "123", "--yes", "--no-install"], { cwd, env: { HOME: undefined } });
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(await readFile(join(cwd, "x", "laniakea-plugin.yaml"), "utf8")).toContain('name: "123"');
    expect(JSON.parse(await readFile(join(cwd, "x", "package.json"), "utf8")).name).toBe("laniakea-datasource-123");
  });

  test("--sdk takes it from the registry instead", async () => {
    const cwd = await makeFolder();
    await run(["x", "--sdk", "^0.1.0", "--yes", "--no-install"], { cwd });
    expect(JSON.parse(await readFile(join(cwd, "x", "package.json"), "utf8")).dependencies).toEqual({
      "laniakea-plugin-sdk": "^0.1.0",
    });
    expect(await namesIn(join(cwd, "x"))).not.toContain("vendor");
  });

  test("the line at the end repeats the run", async () => {
    const cwd = await makeFolder();
    const args = [
      "it",
      "--type",
      "controller",
      "--description",
      "It's $HOME",
      "--timeout",
      "9",
      "--yes",
      "--no-install",
    ];
    const first = await run(args, { cwd });
    const line = / {2}node .*?cli\.js (.*--yes)$/m.exec(first.stdout)?.[1] ?? "";
    const { spawnSync } = await import("node:child_process");
    await mkdir(join(cwd, "again"));
    const again = spawnSync("sh", ["-c", `"${process.execPath}" "${CLI}" ${line}`], { cwd: join(cwd, "again") });
    expect(again.status).toBe(0);
    expect(await treeText(join(cwd, "again", "it"))).toBe(await treeText(join(cwd, "it")));
  });
});

describe("interrupted", () => {
  test.each(["SIGINT", "SIGTERM"] as const)("%s during npm: 130, children gone, the project stays", async (signal) => {
    const cwd = await makeFolder();
    // It ignores polite requests, and has a child of its own.
    const env = await fakeNpm(
      cwd,
      `trap '' INT TERM\nsleep 600 & echo "$! $$" > ${cwd}/pids; mv ${cwd}/pids ${cwd}/ready; echo ready; wait`,
    );
    const { child, ended } = start(["x", "--yes", "--verbose"], { cwd, env });
    await new Promise<void>((resolve) => {
      child.stderr?.on("data", (chunk) => String(chunk).includes("ready") && resolve());
    });
    const pids = (await readFile(join(cwd, "ready"), "utf8")).trim().split(" ").map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    child.kill(signal);
    const outcome = await ended;
    expect(outcome.code).toBe(130);
    expect(outcome.stderr).toMatch(/interrupted; the project is complete\. Go on: cd x && npm install/);
    // Gone, or about to be: the kernel takes them down after the signal was sent.
    for (const pid of pids) await untilGone(pid, 2_000);
    expect(await namesIn(cwd)).toEqual(["bin", "ready", "x"]);
  });

  const QUESTIONS = [
    "Folder of the new plugin",
    "What is it",
    "Where do readings",
    "In which language",
    "Versions of Laniakea",
    "Description",
    "git repository",
    "register it with",
  ];
  test.each(QUESTIONS.map((question, index) => ({ question, index })))("Ctrl-C at “$question”", async ({ index }) => {
    const cwd = await makeFolder();
    const terminal = new Terminal([], { cwd });
    for (const [i, question] of QUESTIONS.slice(0, index + 1).entries()) {
      await terminal.shows(question);
      if (i < index) terminal.type(i === 0 ? `x${KEYS.enter}` : KEYS.enter);
    }
    terminal.type(KEYS.ctrlC);
    expect(await terminal.ended()).toBe(130);
    expect(await namesIn(cwd)).toEqual([]);
  });

  test("SIGTERM, and Ctrl-D, at a question", async () => {
    const cwd = await makeFolder();
    const terminated = new Terminal([], { cwd });
    await terminated.shows("Folder of the new plugin");
    terminated.kill("SIGTERM");
    expect(await terminated.ended()).toBe(130);
    const closed = new Terminal([], { cwd });
    await closed.shows("Folder of the new plugin");
    closed.type(KEYS.ctrlD);
    expect(await closed.ended()).toBe(130);
    expect(await namesIn(cwd)).toEqual([]);
  });
});

describe("in a terminal", () => {
  test("a datasource: a wrong name is pointed out while it is typed, and corrected", async () => {
    const cwd = await makeFolder();
    const env = await fakeNpm(cwd, INSTALLS);
    const terminal = new Terminal([], { cwd, env });
    await terminal.shows("Folder of the new plugin");
    terminal.type("my sensor");
    await terminal.shows("use letters (a-z, A-Z), digits, - and _");
    terminal.type(`${KEYS.backspace.repeat(7)}-sensor${KEYS.enter}`);
    await terminal.shows("What is it");
    terminal.type(KEYS.enter);
    await terminal.shows("Where do readings come from");
    terminal.type(KEYS.enter);
    await terminal.shows("In which language");
    terminal.type(KEYS.enter);
    await terminal.shows("Versions of Laniakea");
    terminal.type(`^1.0.0${KEYS.enter}`);
    await terminal.shows('write ">= 1.0.0, < 2.0.0" instead');
    terminal.type(`${KEYS.backspace.repeat(6)}~> 1.2${KEYS.enter}`);
    await terminal.shows("Description");
    terminal.type(KEYS.enter);
    await terminal.shows("git repository");
    terminal.type(KEYS.enter);
    await terminal.shows("register it with Laniakea now");
    terminal.type(KEYS.enter);
    await terminal.shows("To make the same again");
    expect(await terminal.ended()).toBe(0);
    expect(await namesIn(cwd)).toEqual(["bin", "my-sensor"]);
    expect(existsSync(join(cwd, "my-sensor/.git/HEAD"))).toBe(true);
    expect(await readFile(join(cwd, "my-sensor/src/plugin.ts"), "utf8")).toContain('laniakeaVersion: "~> 1.2"');
  });

  test("a controller: only what the flags leave open is asked, also in 40 columns", async () => {
    const cwd = await makeFolder();
    await mkdir(join(cwd, "taken"));
    await writeFile(join(cwd, "taken", "a.txt"), "");
    const terminal = new Terminal(["--laniakea-version", ">= 1.0.0", "--no-install", "--no-git"], { cwd }, 40);
    await terminal.shows("Folder of the new plugin");
    terminal.type(`taken${KEYS.enter}`);
    await terminal.shows("not empty");
    terminal.type(`${KEYS.backspace.repeat(5)}heater${KEYS.enter}`);
    await terminal.shows("What is it");
    terminal.type(`${KEYS.down}${KEYS.enter}`);
    await terminal.shows("Where do readings come from");
    terminal.type(KEYS.enter);
    await terminal.shows("In which language");
    terminal.type(KEYS.enter);
    await terminal.shows("A Laniakea controller");
    terminal.type(`Keeps it warm${KEYS.enter}`);
    await terminal.shows("To make the same again");
    expect(await terminal.ended()).toBe(0);
    expect(JSON.parse(await readFile(join(cwd, "heater/package.json"), "utf8")).description).toBe("Keeps it warm");
    expect(await readFile(join(cwd, "heater/src/plugin.ts"), "utf8")).toContain("controller({");
  });

  test("wrong flags are refused before anything is asked", async () => {
    const cwd = await makeFolder();
    const terminal = new Terminal(["--type", "x"], { cwd });
    await terminal.shows('the type must be datasource or controller, not "x"');
    expect(await terminal.ended()).toBe(2);
  });

  test.each([
    ["--yes", {}],
    ["CI", { CI: "true" }],
  ] as const)("nothing is asked with %s", async (flag, env) => {
    const cwd = await makeFolder();
    const terminal = new Terminal(["x", "--no-install", ...(flag === "CI" ? [] : [flag])], { cwd, env });
    expect(await terminal.ended()).toBe(0);
    expect(terminal.raw).not.toContain("?");
    expect(await namesIn(cwd)).toEqual(["x"]);
  });

  test("NO_COLOR is respected", async () => {
    const cwd = await makeFolder();
    const terminal = new Terminal([], { cwd, env: { NO_COLOR: "1" } });
    await terminal.shows("Folder of the new plugin");
    terminal.type(KEYS.ctrlC);
    await terminal.ended();
    expect(terminal.raw).not.toMatch(/\u001b\[(3|4|9|10)\d(;\d+)*m/);
  });
});

describe("--help and --version", () => {
  test("--version is the package's", async () => {
    const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
    expect(await run(["--version"], { cwd: ROOT })).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("--help names every flag and command", async () => {
    const { code, stdout, stderr } = await run(["--help"], { cwd: ROOT });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const words =
      "--name --type --laniakea-version --description --timeout --max-timeouts --language --package-manager --sdk --no-install --build --register --laniakea-dir --config --yes --quiet --verbose check register unregister";
    for (const word of words.split(" ")) expect(stdout).toContain(word);
  });

  test("the other commands keep their own flags", async () => {
    const cwd = await makeFolder();
    const outcome = await run(["unregister", "nobody", "--laniakea-dir", "none"], { cwd });
    expect(outcome.code).toBe(7);
    expect(await namesIn(cwd)).toEqual([]);
  });
});
