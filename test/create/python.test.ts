import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PYINSTALLER_PROBE } from "../../generators/languages/python/pyinstaller.js";
import { pythonIsThere } from "../python/interpreter.js";
import { makeFolder, namesIn, run } from "./support/cli.js";
import { fakePrograms, say } from "./support/python.js";
import { treeText } from "./support/tree.js";

const TYPES = ["datasource", "controller"] as const;

describe("a Python project's files", () => {
  test.each(TYPES)("%s: every file", async (type) => {
    const cwd = await makeFolder();
    const args = ["my-plugin", "--language", "python", "--type", type, "--yes", "--no-install"];
    expect(await run(args, { cwd })).toMatchObject({ code: 0, stderr: "" });
    await expect(await treeText(join(cwd, "my-plugin"))).toMatchFileSnapshot(`trees/python-${type}.txt`);
  });

  test.each(["a$b", "a{b", "{a}"])("in a folder called %s: said before anything is written", async (folder) => {
    const cwd = join(await makeFolder(), folder);
    await mkdir(cwd);
    const { code, stderr } = await run(["x", "--language", "python", "--yes"], { cwd });
    expect(stderr).toMatch(
      /^error: setuptools cannot install a Python project in .*: it takes (\$b|[{}]) for a variable$/m,
    );
    expect(stderr).toContain("→ choose another folder, or leave the install out with --no-install\n");
    expect(code).toBe(4);
    expect(await namesIn(cwd)).toEqual([]);
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

  test.skipIf(process.platform === "win32")("another machine's executable is refused, and says why", async () => {
    const cwd = await makeFolder();
    expect(await run(["x", "--language", "python", "--yes", "--no-install"], { cwd })).toMatchObject({ code: 0 });
    const project = join(cwd, "x");
    const made = say("make", ["--dry-run", "build", "TARGET=linux/arm64"], project);
    expect(made.output).toContain(
      "TARGET=linux/arm64 cannot be built here: PyInstaller makes the executable for the machine that builds it.",
    );
    expect(made.code).not.toBe(0);
    // What is for other programs, or for another task.
    for (const [args, env] of [
      [["build"], { TARGET: "linux/arm64" }],
      [["build", "TARGET="], {}],
      [["lint", "TARGET=linux/arm64"], {}],
    ] as const) {
      expect(say("make", ["--dry-run", ...args], project, env)).toMatchObject({ code: 0 });
    }
    // No target is named that would be refused as well.
    expect(await run(["build", "--target", "linux-amr64"], { cwd: project })).toMatchObject({
      code: 2,
      stderr:
        "error: a Python project is built for the machine that builds it\n→ leave --target out, and build on a machine of each kind\n",
    });
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

/** A Python as Debian has it, statically linked, without the package of its shared library. */
const SHARED =
  'import sys, sysconfig; sys.base_prefix = "/nowhere"; ' +
  'config = {"Py_ENABLE_SHARED": 1, "INSTSONAME": "libpython9.9.so.1.0", "LIBDIR": "/nowhere"}; sysconfig.get_config_var = config.get';

/** As much of a Python as the generator looks at before it uses one. */
function pythonThatSays(
  version: string,
  lacks: readonly string[] = [],
  then = "exit 1",
  lacksForBuild: readonly string[] = [],
): string {
  const found = JSON.stringify({ version: version.split(".").map(Number), lacks, lacksForBuild });
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

  test("what only the build misses on a stock Debian is named with its packages", async () => {
    const cwd = await makeFolder();
    const python3 = pythonThatSays("3.11.2", [], "exit 1", ["objdump", "libpython3.11.so.1.0"]);
    const env = { PATH: await fakePrograms(cwd, { python3 }) };
    const { stderr, code } = await run(["x", "--language", "python", "--build", "--yes"], { cwd, env });
    expect(stderr).toBe(
      `error: 2 things are missing; nothing was written
  objdump is not on the PATH; PyInstaller, which makes the executable, needs it
  → install binutils (Debian, Ubuntu: apt install binutils)
  python3 has no shared library libpython3.11.so.1.0; PyInstaller, which makes the executable, needs it
  → on Debian and Ubuntu: apt install libpython3.11; a Python that you have compiled needs --enable-shared (pyenv: PYTHON_CONFIGURE_OPTS)
`,
    );
    expect(code).toBe(4);
    expect(await namesIn(cwd)).toEqual(["bin"]);
  });

  test.runIf(pythonIsThere() && process.platform === "linux").each([
    ["this Python", "", []],
    ["one whose shared library is not installed", SHARED, ["libpython9.9.so.1.0"]],
    [
      "one that has none",
      `${SHARED}; config["Py_ENABLE_SHARED"] = 0`,
      [expect.stringMatching(/^libpython3\.\d+\.so\.1\.0$/)],
    ],
    ["no objdump", "import shutil; shutil.which = lambda name: None", ["objdump"]],
  ])("a real Python tells what PyInstaller would miss: %s", async (_, changed, missing) => {
    const code = `${PYINSTALLER_PROBE}\n${changed}\nimport json\nprint(json.dumps(lacks_for_build()))`;
    const { output } = say("python3", ["-I", "-c", code], await makeFolder());
    expect(JSON.parse(output)).toEqual(missing);
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
      "python3.12": pythonThatSays("3.12.0", [], "echo no wheels in ${PYTHONHOME-its own home}; exit 1"),
    };
    const env = { PATH: await fakePrograms(cwd, programs), PYTHONHOME: "/another/python" };
    const { stderr, code } = await run(["x", "--language", "python", "--yes"], { cwd, env });
    expect(stderr).toMatch(
      /^error: making \.venv failed; the project itself is complete\n {2}no wheels in its own home\n/m,
    );
    expect(stderr).toMatch(/^→ repeat it: cd x && make venv PYTHON=python3\.12$/m);
    expect(code).toBe(5);
    expect(await namesIn(join(cwd, "x"))).toContain("pyproject.toml");
  });
});
