import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cacheFolder } from "../sdk/cli/build/cache-folder.js";
import { CLI, makeFolder, namesIn, ROOT, run, start } from "./create-support/cli.js";
import { Dev } from "./create-support/dev.js";
import { fakePrograms, hasPython, NO_INDEX, type Said, say } from "./create-support/python.js";
import { treeText } from "./create-support/tree.js";

/** Real pip, real PyInstaller: each of these takes as long as it takes a person. */
const MINUTES = 60_000;
const PYTHON = hasPython();
const TYPES = ["datasource", "controller"] as const;

/** It is a project's, but it is the same in all of them. */
const MAKE_VENV = join(ROOT, "templates/python/tools/make_venv.py");

describe("a Python project's files", () => {
  test.each(TYPES)("%s: every file", async (type) => {
    const cwd = await makeFolder();
    const args = ["my-plugin", "--language", "python", "--type", type, "--yes", "--no-install"];
    expect(await run(args, { cwd })).toMatchObject({ code: 0, stderr: "" });
    await expect(await treeText(join(cwd, "my-plugin"))).toMatchFileSnapshot(`create-trees/python-${type}.txt`);
  });

  test("what only TypeScript has is refused, from wherever it comes", async () => {
    const cwd = await makeFolder();
    await writeFile(join(cwd, "answers.yaml"), 'language: python\nsdk: "^0.1.0"\n');
    const outcome = await run(["x", "--answers", "answers.yaml", "--package-manager", "pnpm", "--yes"], { cwd });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(/--package-manager: a Python project has none: its packages come through pip/);
    expect(outcome.stderr).toMatch(/answers\.yaml:2: sdk: a Python project has none: its SDK is pinned/);
    expect(outcome.stderr).toMatch(/try: .* x --type datasource --language python --laniakea-version '[^']*' --yes\n$/);
    expect(await namesIn(cwd)).toEqual(["answers.yaml"]);
  });

  test("a dry run says what it would do, and which Python would do it", async () => {
    const cwd = await makeFolder();
    const PATH = await fakePrograms(cwd, { python: pythonThatSays("3.12.1") });
    const args = ["x", "--language", "python", "--yes", "--register", "--laniakea-dir", "it's $5", "--dry-run"];
    const { stdout, code } = await run(args, { cwd, env: { PATH } });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}create {3}x\/src\/laniakea_x\/plugin\.py$/m);
    expect(stdout.split("Would run in x:\n")[1]?.split("\n\n")[0]?.split("\n")).toEqual([
      "  python tools/make_venv.py --verbose",
      "  make build",
      "  make check",
      `  make register LANIAKEA_DIR='${cwd}/it'\\''s $$5'`,
    ]);
  });
});

/** As much of a Python as the generator looks at before it uses one. */
function pythonThatSays(version: string, lacks: readonly string[] = [], then = "exit 1"): string {
  const found = JSON.stringify({ version: version.split(".").map(Number), lacks });
  return `if [ "$1" = -I ]; then echo '${found}'; exit 0; fi\n${then}`;
}

describe("before anything is written: exit code 4", () => {
  const cases: readonly { name: string; programs: Readonly<Record<string, string>>; says: readonly RegExp[] }[] = [
    {
      name: "no Python",
      programs: {},
      says: [/^error: Python 3\.10 or newer is needed; none of python3, python, python3\.13, .* is on the PATH$/m],
    },
    {
      name: "Pythons that are too old",
      programs: { python3: pythonThatSays("3.9.18"), python: pythonThatSays("2.7.18") },
      says: [
        /^error: Python 3\.10 or newer is needed; python3 is 3\.9\.18, python is 2\.7\.18$/m,
        /^→ .*--no-install$/m,
      ],
    },
    {
      name: "a Python without venv",
      programs: { python3: pythonThatSays("3.11.2", ["ensurepip"]), python: pythonThatSays("3.9.0") },
      says: [/^error: python3 \(Python 3\.11\.2\) lacks the module ensurepip/m, /^→ .*apt install python3\.11-venv/m],
    },
    {
      name: "something else that is called python3",
      programs: { python3: "echo 'Python was not found; run without arguments to install'" },
      says: [/^error: Python 3\.10 or newer is needed; python3: it is not Python$/m, /^ {2}Python was not found/m],
    },
  ];
  test.each(cases)("$name", async ({ programs, says }) => {
    const cwd = await makeFolder();
    const env = { PATH: await fakePrograms(cwd, programs) };
    const outcome = await run(["x", "--language", "python", "--yes"], { cwd, env });
    for (const line of says) expect(outcome.stderr).toMatch(line);
    expect(outcome.code).toBe(4);
    expect(await namesIn(cwd)).toEqual(["bin"]);
  });

  test("all that is missing is named at once", async () => {
    const cwd = await makeFolder();
    const env = { PATH: await fakePrograms(cwd, {}) };
    const { stderr, code } = await run(["x", "--language", "python", "--git", "--yes"], { cwd, env });
    expect(stderr).toMatch(
      /^error: 2 things are missing[\s\S]*Python 3\.10[\s\S]*→[\s\S]*git is not on the PATH[\s\S]*→/m,
    );
    expect(code).toBe(4);
  });

  test("the first Python that will do is taken, and said where make has to know it", async () => {
    const cwd = await makeFolder();
    const programs = {
      python3: pythonThatSays("3.9.2"),
      "python3.12": pythonThatSays("3.12.0", [], "echo no wheels; exit 1"),
    };
    const env = { PATH: await fakePrograms(cwd, programs) };
    const { stderr, code } = await run(["x", "--language", "python", "--yes"], { cwd, env });
    expect(stderr).toMatch(/^error: making \.venv failed; the project itself is complete\n {2}no wheels\n/m);
    expect(stderr).toMatch(/^→ repeat it: cd x && make venv PYTHON=python3\.12$/m);
    expect(code).toBe(5);
    expect(await namesIn(join(cwd, "x"))).toContain("pyproject.toml");
  });
});

describe.runIf(PYTHON)("tools/make_venv.py", () => {
  test.each([
    { LANIAKEA_PLUGIN_CACHE: "some/where" },
    { XDG_CACHE_HOME: "/x/cache" },
    { XDG_CACHE_HOME: "relative", HOME: "/home/me" },
    { XDG_CACHE_HOME: undefined, HOME: "/home/me" },
  ])("keeps its files where the other builds do: %j", (variables) => {
    const env = { LANIAKEA_PLUGIN_CACHE: undefined, XDG_CACHE_HOME: undefined, ...variables };
    const code = "import make_venv; print(make_venv.cache_folder())";
    const { output } = say("python3", ["-c", code], ROOT, {
      ...env,
      PYTHONPATH: join(MAKE_VENV, ".."),
      PYTHONDONTWRITEBYTECODE: "1",
    });
    expect(output).toBe(`${cacheFolder({ ...process.env, ...env })}\n`);
  });

  test("leaves a .venv alone that it has not made", { timeout: MINUTES }, async () => {
    const cwd = await makeFolder();
    await run(["x", "--language", "python", "--yes", "--no-install"], { cwd });
    await mkdir(join(cwd, "x/.venv"));
    await writeFile(join(cwd, "x/.venv/mine"), "");
    const { code, output } = say("make", ["venv"], join(cwd, "x"), NO_INDEX);
    expect(output).toMatch(/^error: .*\.venv is there, and something else has made it: move it away$/m);
    expect(code).toBe(2);
    expect(await namesIn(join(cwd, "x/.venv"))).toEqual(["mine"]);
  });

  test("says when the lock lacks a package, and keeps what the generator has put into .venv", async () => {
    const cwd = await makeFolder();
    await run(["x", "--language", "python", "--yes", "--no-install"], { cwd });
    const code = `
import make_venv as made
made.make_empty_venv = lambda: made.LAUNCHER.parent.mkdir(parents=True)
made.fetch_packages = made.install_packages = made.install_project = lambda *_: None
made.pip = lambda arguments: ["sh", "-c", "echo x requires pyserial, which is not installed.; exit 1"]
made.make_empty_venv()
made.LAUNCHER.write_text("the launcher")
made.write_json(made.STATE, {})
print(made.main())
print(made.LAUNCHER.read_text(), made.state_of_venv()["project"] == "")`;
    const { output } = say("python3", ["-c", code], join(cwd, "x/tools"));
    expect(output).toBe(
      "1\nthe launcher True\nx requires pyserial, which is not installed.\n" +
        "error: requirements.lock lacks what pyproject.toml asks for: lock it anew with `make lock`\n",
    );
  });

  test(
    "without a network and without the files: exit code 5, what pip says, nothing half made",
    { timeout: MINUTES },
    async () => {
      const cwd = await makeFolder();
      const env = { ...NO_INDEX, LANIAKEA_PLUGIN_CACHE: join(cwd, "cache") };
      const { code, stderr } = await run(["x", "--language", "python", "--yes"], { cwd, env });
      expect(stderr).toMatch(/^error: making \.venv failed; the project itself is complete$/m);
      expect(stderr).toMatch(/^ {2}error: the packages could not be fetched; check the network and pip's index$/m);
      expect(stderr).toMatch(/^→ repeat it: cd x && make venv$/m);
      expect(code).toBe(5);
      expect(await namesIn(join(cwd, "cache"))).toEqual(["logs"]);
      expect(await namesIn(join(cwd, "x"))).not.toContain(".venv");
    },
  );

  test("Ctrl-C while it fetches: 130, how to go on, nothing half made", { timeout: MINUTES }, async () => {
    const cwd = await makeFolder();
    const index = createServer();
    index.listen(0, "127.0.0.1");
    await once(index, "listening");
    const { port } = index.address() as { port: number };
    const env = { ...NO_INDEX, PIP_INDEX_URL: `http://127.0.0.1:${port}/`, LANIAKEA_PLUGIN_CACHE: join(cwd, "cache") };
    const { child, ended } = start(["x", "--language", "python", "--yes"], { cwd, env });
    const [socket] = (await once(index, "connection")) as [Socket];
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    socket.destroy();
    index.close();
    expect(stderr).toMatch(/^interrupted; the project is complete\. Go on: cd x && make venv$/m);
    expect(code).toBe(130);
    expect(await namesIn(join(cwd, "cache"))).toEqual([]);
    expect(await namesIn(join(cwd, "x"))).not.toContain(".venv");
  });
});

/** A program in PyInstaller's place; `makes` has the folder for its result in $1. */
async function projectWithPyInstaller(makes: string): Promise<string> {
  const project = join(await makeFolder(), "x");
  await run(["x", "--language", "python", "--yes", "--no-install"], { cwd: join(project, "..") });
  await mkdir(join(project, ".venv/bin"), { recursive: true });
  const script = `#!/bin/sh\nwhile [ "$1" != --distpath ]; do shift; done; shift; mkdir -p "$1"\n${makes}\n`;
  await writeFile(join(project, ".venv/bin/python"), script, { mode: 0o755 });
  await mkdir(join(project, "dist"));
  await writeFile(join(project, "dist/x"), "the former executable");
  return project;
}

describe("create-laniakea-plugin build keeps the former executable", () => {
  const cases: readonly { name: string; makes: string; says: readonly RegExp[] }[] = [
    {
      name: "when the new one does not speak",
      makes: `printf '#!/bin/sh\\necho no sensor >&2; exit 3\\n' > "$1/other"; chmod +x "$1/other"`,
      says: [
        /^error: the executable was made, but it does not speak to a host: .*3/m,
        /^ {2}no sensor$/m,
        /^→ plugin\.py has to end with Serve\(…\); the former executable, if any, is still in dist$/m,
      ],
    },
    {
      name: "when PyInstaller fails",
      makes: `echo '12 INFO: Python: 3.11'; echo '90 ERROR: no module named "spam"'; exit 1`,
      says: [
        /^error: PyInstaller could not make the executable\n {2}90 ERROR: no module named "spam"\n/m,
        /^→ correct what it names, or plugin\.spec/m,
      ],
    },
    {
      name: "when the spec makes a folder's worth of files",
      makes: `touch "$1/a" "$1/b"`,
      says: [/^error: plugin\.spec has to make one file; it made a, b$/m],
    },
  ];
  test.each(cases)("$name", async ({ makes, says }) => {
    const project = await projectWithPyInstaller(makes);
    const { code, stderr } = await run(["build", "x"], { cwd: join(project, "..") });
    for (const line of says) expect(stderr).toMatch(line);
    expect(code).toBe(5);
    expect(await namesIn(join(project, "dist"))).toEqual(["x"]);
    expect(await readFile(join(project, "dist/x"), "utf8")).toBe("the former executable");
  });

  test.runIf(PYTHON)("when PyInstaller, started by `make build`, is interrupted in the middle of it", async () => {
    const project = await projectWithPyInstaller("");
    const build = (then: string) => {
      const pyinstaller = [
        "#!/usr/bin/env python3",
        "import os",
        "def made(*parts, name, **_):",
        "    made.name = os.path.join('dist', name)",
        "    open(made.name, 'w').write('the new executable')",
        `    ${then}`,
        "    return made",
        "made.pure = made.scripts = made.binaries = made.datas = ()",
        "given = {'DISTPATH': 'dist', 'EXE': made, **dict.fromkeys(['Analysis', 'PYZ', 'Tree'], lambda *_, **__: made)}",
        "exec(open('plugin.spec').read(), given)",
      ];
      return writeFile(join(project, ".venv/bin/pyinstaller"), `${pyinstaller.join("\n")}\n`, { mode: 0o755 });
    };
    const executable = () => readFile(join(project, "dist/x"), "utf8");
    // Its .venv is none that tools/make_venv.py would take.
    const make = () => say("make", ["build", "PYTHON=true"], project).code;
    await build("os.kill(os.getpid(), 2)");
    expect(make()).toBe(2);
    expect(await executable()).toBe("the former executable");
    await build("pass");
    expect(make()).toBe(0);
    expect(await executable()).toBe("the new executable");
    expect(await namesIn(join(project, "dist"))).toEqual(["x"]);
  });

  test("when it is interrupted", async () => {
    const project = await projectWithPyInstaller("sleep 60");
    const { child, ended } = start(["build"], { cwd: project });
    child.stderr?.on("data", (text) => String(text).includes("Making the executable") && child.kill("SIGINT"));
    expect((await ended).code).toBe(130);
    expect(await namesIn(join(project, "dist"))).toEqual(["x"]);
  });

  test("without .venv, it is said how to make it", async () => {
    const cwd = await makeFolder();
    await run(["x", "--language", "python", "--yes", "--no-install"], { cwd });
    for (const command of ["build", "dev"]) {
      const { code, stderr } = await run([command, "x"], { cwd });
      expect(stderr).toMatch(
        /\.venv.* is missing: the project's packages are not installed\n→ install them: make venv$/m,
      );
      expect(code).toBe(5);
    }
    expect(existsSync(join(cwd, "x/dist"))).toBe(false);
  });
});

describe.runIf(PYTHON)("from nothing into Laniakea's config with one command line", () => {
  let lab: string;
  const home = () => join(lab, "laniakea-home");
  const project = (type: string) => join(lab, `${type}-2_`);
  const made: Record<string, Awaited<ReturnType<typeof run>>> = {};
  const make = (type: string, ...args: string[]): Said =>
    say("make", [...args, `LANIAKEA_PLUGIN=${process.execPath} ${CLI}`], project(type), NO_INDEX);

  beforeAll(async () => {
    // As people have them.
    const folder = await mkdtemp(join(tmpdir(), "create-python-"));
    lab = join(folder, "mein läb");
    await mkdir(lab);
    // The first may fetch the packages; the second must not need to.
    for (const [type, env] of [
      ["datasource", {}],
      ["controller", NO_INDEX],
    ] as const) {
      const description = `a "${type}" \\ for 'läb' ${"$(HOME)"} #1`;
      const args = [`${type}-2_`, "--language", "python", "--type", type, "--description", description];
      made[type] = await run([...args, "--yes", "--register", "--laniakea-dir", "laniakea-home"], { cwd: lab, env });
    }
  }, 6 * MINUTES);
  afterAll(() => rm(join(lab, ".."), { recursive: true, force: true }));

  test.each(TYPES)("%s: made, installed, built, checked and registered", async (type) => {
    expect(made[type]).toMatchObject({ code: 0 });
    expect(made[type]?.stderr).toMatch(
      /✔ Installing dependencies[\s\S]*✔ Checking it as Laniakea runs it[\s\S]*✔ Registering/,
    );
    expect(made[type]?.stdout).toMatch(new RegExp(`your code goes into src/laniakea_${type}_2_/plugin.py`));
    expect(made[type]?.stdout).toMatch(/^ {2}make dev .*\n {2}make test /m);
    expect(await readFile(join(home(), "config.yaml"), "utf8")).toMatch(
      new RegExp(`- name: "${type}-2_"\n {4}type: "${type}"\n {4}exec: "${type}-2_"`),
    );
    const [built, installed] = await Promise.all([
      readFile(join(project(type), `dist/${type}-2_`)),
      readFile(join(home(), `${type}-2_`)),
    ]);
    expect(installed.equals(built)).toBe(true);
    expect(await readdir(join(project(type), "dist"))).toEqual([`${type}-2_`]);
  });

  test.each(TYPES)("%s: clean under ruff and mypy, both strict; its tests pass", { timeout: 3 * MINUTES }, (type) => {
    const lint = make(type, "lint");
    expect(lint.output).toMatch(/All checks passed![\s\S]*already formatted[\s\S]*Success: no issues found/);
    expect(lint.code).toBe(0);
    const tests = make(type, "test");
    expect(tests.output).toMatch(/test_executable\.py \.+ .*\n.*test_plugin\.py \.+ [\s\S]* passed/);
    expect(tests.output).not.toMatch(/warning|skipped|deselected|xfail/i);
    expect(tests.code).toBe(0);
  });

  test.each(TYPES)("%s: an answer is text wherever it goes", (type) => {
    const code = `from importlib.metadata import metadata as of; print(of("laniakea-${type}-${type}-2")["Summary"])`;
    const { output } = say(join(project(type), ".venv/bin/python"), ["-c", code], lab);
    expect(output).toBe(`a "${type}" \\ for 'läb' $(HOME) #1\n`);
  });

  test("make alone lists what there is, and has nothing to do for .venv", () => {
    const words = ["venv", "lock", "dev", "test", "lint", "build", "check", "register", "unregister"];
    const { output } = make("datasource");
    expect(output.match(/^make \w+/gm)).toEqual(words.map((word) => `make ${word}`));
    expect(make("datasource", "venv")).toEqual({ code: 0, output: "" });
  });

  test("make build says nothing but its command, and make check finds nothing", { timeout: 3 * MINUTES }, async () => {
    await rm(join(project("datasource"), "dist"), { recursive: true });
    const unbuilt = make("datasource", "check");
    expect(unbuilt.output).toMatch(/there is no executable at .*\n→ build it first: make build$/m);
    const built = make("datasource", "build");
    expect(built.output).toBe(".venv/bin/pyinstaller --log-level ERROR --noconfirm plugin.spec\n");
    const checked = make("datasource", "check");
    expect(checked.output).toContain("✔ records again after StopRecord");
    expect(checked.output).not.toContain("✖");
    expect(checked.code).toBe(0);
  });

  test(
    "dev shows readings, a mistake with its place, and starts again on each save",
    { timeout: MINUTES },
    async () => {
      const folder = project("datasource");
      const source = join(folder, "src/laniakea_datasource_2_/plugin.py");
      const text = await readFile(source, "utf8");
      const dev = new Dev(CLI, folder);
      await dev.shows(/datasource-2_ \(datasource\) under the built-in host/);
      await dev.shows(/^\d\d:\d\d:\d\d\.\d{3} datasource-2_ \{"celsius": ?[\d.]+\}$/);
      await writeFile(source, text.replaceAll('"celsius"', '"kelvin"'));
      await dev.shows(/datasource-2_ \{"kelvin": ?[\d.]+\}$/);
      await writeFile(source, `${text}\nbroken = (\n`);
      await dev.shows(/plugin\.py", line \d+/);
      await dev.shows(/SyntaxError: '\(' was never closed/);
      await writeFile(source, text);
      await dev.shows(/datasource-2_ \{"celsius":/);
      expect(await dev.interrupted()).toBe(0);
    },
  );

  test("make unregister takes it out again, and register puts it back", async () => {
    const place = `LANIAKEA_DIR=${home()}`;
    expect(make("controller", "unregister", place)).toMatchObject({ code: 0 });
    expect(await readFile(join(home(), "config.yaml"), "utf8")).not.toContain("controller-2_");
    expect(make("controller", "register", place).output).toContain("controller-2_ is registered in");
    expect((await run(["doctor", "--laniakea-dir", home()], { cwd: lab })).code).toBe(0);
  });
});
