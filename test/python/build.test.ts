import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeFolder, namesIn, run, start } from "../create/support/cli.js";
import { say } from "../create/support/python.js";
import { pythonIsThere } from "./interpreter.js";

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
        /^→ correct that and build again; the former executable, if any, is still in dist$/m,
      ],
    },
    {
      name: "when the new one ends without a word",
      makes: `printf '#!/bin/sh\\nexit 0\\n' > "$1/other"; chmod +x "$1/other"`,
      says: [
        /^error: the executable was made, but it does not speak to a host: it ended with exit code 0 before its handshake, without an error$/m,
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

  test.runIf(pythonIsThere())(
    "when PyInstaller, started by `make build`, fails or is interrupted in the middle of it",
    async () => {
      const project = await projectWithPyInstaller("");
      const speaks = "#!/bin/sh\n# the new executable\necho '1|1|unix|/x|grpc|'\nexec sleep 60\n";
      const build = (then: string, program = speaks, missing: readonly (readonly [string, string])[] = []) => {
        const pyinstaller = [
          "#!/usr/bin/env python3",
          "import os",
          "def made(*parts, name, **_):",
          "    made.name = os.path.join('dist', name)",
          `    open(made.name, 'w').write(${JSON.stringify(program)})`,
          "    os.chmod(made.name, 0o755)",
          `    ${then}`,
          "    return made",
          "made.pure = made.scripts = made.binaries = made.datas = ()",
          `missing = ${JSON.stringify(missing)}`,
          "class made_graph:",
          "    make_missing_toc = staticmethod(lambda: [(name, '', 'missing') for name, _ in missing])",
          "    get_importers = staticmethod(lambda wanted: [(by, None) for name, by in missing if name == wanted])",
          "made.graph = made_graph",
          "given = {'DISTPATH': 'dist', 'EXE': made, **dict.fromkeys(['Analysis', 'PYZ'], lambda *_, **__: made)}",
          "given['Tree'] = lambda *_, **__: []",
          "exec(open('plugin.spec').read(), given)",
        ];
        return writeFile(join(project, ".venv/bin/pyinstaller"), `${pyinstaller.join("\n")}\n`, { mode: 0o755 });
      };
      const source = join(project, "src/laniakea_x/plugin.py");
      const executable = () => readFile(join(project, "dist/x"), "utf8");
      // Its .venv is none that tools/make_venv.py would take.
      const started = () => say("make", ["build", "PYTHON=true"], project);
      const make = () => started().code;
      await build("os.kill(os.getpid(), 2)");
      expect(make()).toBe(2);
      expect(await executable()).toBe("the former executable");
      await build("pass");
      const text = await readFile(source, "utf8");
      await writeFile(source, "broken = (\n");
      expect(say("make", ["build", "PYTHON=true"], project).output).toMatch(/plugin\.py", line 1\n.*\n.*\nSyntaxError/);
      expect(await executable()).toBe("the former executable");
      await writeFile(source, text);

      await build("pass", "#!/bin/sh\necho hello\necho no sensor >&2\nexit 3\n");
      const silent = say("make", ["build", "PYTHON=true"], project);
      expect(silent.output).toContain("no sensor\nerror: not built: the executable does not speak when it is started");
      await build("pass", speaks, [
        ["spam", "laniakea_x.plugin"],
        ["eggs", "numpy.random"],
      ]);
      const lacking = say("make", ["build", "PYTHON=true"], project);
      expect(lacking.output).toContain("error: not built\nlaniakea_x.plugin imports spam, which is not there\nCorrect");
      expect(await executable()).toBe("the former executable");

      await build("pass");
      expect(started()).toMatchObject({
        code: 0,
        output: expect.stringMatching(
          /dist\/x: 0 MB; it unpacks itself into the temporary folder where it runs, 0 MB\n$/,
        ),
      });
      expect(await executable()).toBe(speaks);
      expect(await namesIn(join(project, "dist"))).toEqual(["x"]);
    },
  );

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
