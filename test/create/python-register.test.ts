import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PluginType } from "../../daemon/handshake.js";
import { conform } from "../../sdk/typescript/src/testing/conform.js";
import { type GoPluginVersion, hostProgram, runHost, type Scenario } from "../hosts/go-host.js";
import { goIsThere } from "../hosts/go-toolchain.js";
import { expectGracefulKill, failed, stepOf } from "../hosts/host-steps.js";
import { pythonIsThere } from "../python/interpreter.js";
import { pythonEnv } from "../python/project.js";
import {
  CONTROLLER_LIFE,
  expectControllerLife,
  expectDatasourceLife,
  expectVersionRefused,
} from "./made-project-lives.js";
import { CLI, type Outcome, run } from "./support/cli.js";
import { Dev } from "./support/dev.js";
import { NO_INDEX, type Said, say } from "./support/python.js";

/** Real pip, real PyInstaller: each of these takes as long as it takes a person. */
const MINUTES = 60_000;
const TYPES = ["datasource", "controller"] as const;
const GO_PLUGIN_VERSIONS = ["1.4.4", "1.8.0"] as const;
/** As pip and PyInstaller begin a line that a person must wonder about. */
const COMPLAINT = /^ *(\d+ )?(WARNING|ERROR|CRITICAL|DEPRECATION)\b.*|.*Warning: .*/gm;

describe.runIf(pythonIsThere())("Python projects, from nothing into Laniakea's config with one command line", () => {
  let lab: string;
  const home = () => join(lab, "laniakea-home");
  const project = (type: PluginType) => join(lab, `${type}-2_`);
  const executable = (type: PluginType) => join(project(type), `dist/${type}-2_`);
  const made: Partial<Record<PluginType, Outcome>> = {};
  const make = (type: PluginType, ...args: string[]): Said =>
    say("make", [...args, `LANIAKEA_PLUGIN=${process.execPath} ${CLI}`], project(type), NO_INDEX);

  beforeAll(async () => {
    // Where both begin at once, both would fetch the packages.
    await pythonEnv();
    // As people have them.
    const folder = await mkdtemp(join(tmpdir(), "create-python-"));
    lab = join(folder, "mein läb");
    await mkdir(lab);
    // The second must not need to fetch anything.
    for (const [type, index] of [
      ["datasource", {}],
      ["controller", NO_INDEX],
    ] as const) {
      const description = `a "${type}" \\ for 'läb' ${"$(HOME)"} #1`;
      const args = [`${type}-2_`, "--language", "python", "--type", type, "--description", description, "--verbose"];
      // Settings of another Python's user, which would lead pip there.
      const others = { PIP_PYTHON: join(lab, "no-such-python"), PIP_TARGET: join(lab, "elsewhere") };
      const env = { ...index, ...others, PYTHONWARNINGS: "default" };
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
    const [built, installed] = await Promise.all([readFile(executable(type)), readFile(join(home(), `${type}-2_`))]);
    expect(installed.equals(built)).toBe(true);
    expect(await readdir(join(project(type), "dist"))).toEqual([`${type}-2_`]);
    expect(await readdir(lab)).not.toContain("elsewhere");
  });

  test.each(TYPES)("%s: pip and PyInstaller have nothing that a person must wonder about", (type) => {
    expect(made[type]?.stderr).toMatch(/^ {2}Successfully installed [\s\S]*^ {2}\d+ INFO: Build complete!/m);
    expect(made[type]?.stderr.match(COMPLAINT)).toBeNull();
  });

  test.each(TYPES)("%s: clean under ruff and mypy, both strict; its tests pass", { timeout: 3 * MINUTES }, (type) => {
    const lint = make(type, "lint");
    expect(lint.output).toMatch(
      /All checks passed!\n[\s\S]*\d+ files already formatted\n[\s\S]*Success: no issues found in \d+ source files\n/,
    );
    expect(lint.code).toBe(0);
    const tests = make(type, "test");
    expect(tests.output).toMatch(/test_executable\.py \.+ .*\n.*test_plugin\.py \.+ /);
    expect(tests.output).toMatch(type === "datasource" ? /\b2 passed in / : /\b4 passed in /);
    expect(tests.output).not.toMatch(/warning|skipped|deselected|xfail/i);
    expect(tests.code).toBe(0);
  });

  test.each(TYPES)("%s: an answer is text wherever it goes", (type) => {
    const code = `from importlib.metadata import metadata as of; print(of("laniakea-${type}-${type}-2")["Summary"])`;
    const { output } = say(join(project(type), ".venv/bin/python"), ["-c", code], lab);
    expect(output).toBe(`a "${type}" \\ for 'läb' $(HOME) #1\n`);
  });

  test("make alone lists what there is, and has nothing to do for .venv", () => {
    const words = ["venv", "lock", "dev", "test", "lint", "format", "build", "check", "register", "unregister"];
    const { output } = make("datasource");
    expect(output.match(/^make \w+/gm)).toEqual(words.map((word) => `make ${word}`));
    expect(make("datasource", "venv")).toEqual({ code: 0, output: "" });
  });

  test("make check finds nothing, once there is an executable", async () => {
    const aside = join(lab, "aside");
    await rename(executable("datasource"), aside);
    const unbuilt = make("datasource", "check");
    expect(unbuilt.output).toMatch(/there is no executable at .*\n→ build it first: make build$/m);
    await rename(aside, executable("datasource"));
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

  test.each(TYPES)("%s: its executable passes every row of `check`", async (type) => {
    const { ok, checks } = await conform(executable(type), { type });
    expect(checks.filter(({ status }) => status !== "passed")).toEqual([]);
    expect(ok).toBe(true);
  });

  test.skipIf(process.platform === "win32")(
    "whoever removes .venv and makes it again has the project's commands again, without a network",
    { timeout: 2 * MINUTES },
    async () => {
      await rm(join(project("controller"), ".venv"), { recursive: true });
      // As a person types it: what runs the generator is the project's to find.
      const plain = (...args: string[]) =>
        say("make", args, project("controller"), { ...NO_INDEX, npm_config_offline: "true" });
      expect(plain("venv")).toMatchObject({ code: 0 });
      const { code, output } = plain("check");
      expect(output).toMatch(/✔ starts/);
      expect(code).toBe(0);
    },
  );

  describe.runIf(goIsThere() && process.platform !== "win32")(
    "their executables, under the host library that the daemon has",
    () => {
      /** They unpack themselves there, and their sockets are there. */
      let temporary = "";
      beforeAll(async () => {
        temporary = await mkdtemp(join(tmpdir(), "x-"));
        for (const version of GO_PLUGIN_VERSIONS) await hostProgram(version);
      }, 5 * MINUTES);
      afterAll(() => rm(temporary, { recursive: true, force: true }));

      const drive = async (
        scenario: "datasource" | "wrong version" | Scenario,
        type: PluginType,
        goPlugin?: GoPluginVersion,
      ) => {
        const options = { env: { TMPDIR: temporary }, ...(goPlugin === undefined ? {} : { goPlugin }) };
        const steps = await runHost(scenario, executable(type), options);
        expect(await readdir(temporary)).toEqual([]);
        return steps;
      };
      const life = async (...given: Parameters<typeof drive>) => {
        const steps = await drive(...given);
        expectGracefulKill(steps, 1_500);
        return steps;
      };

      test.each(GO_PLUGIN_VERSIONS)("a datasource goes through its whole life with go-plugin %s", async (version) => {
        expectDatasourceLife(await life("datasource", "datasource", version), "datasource-2_");
      });

      test("a Laniakea outside of the constraint is refused", async () => {
        expectVersionRefused(await life("wrong version", "datasource"));
      });

      test.each(GO_PLUGIN_VERSIONS)("a controller answers commands with go-plugin %s", async (version) => {
        expectControllerLife(await life(CONTROLLER_LIFE, "controller", version), "controller-2_");
      });

      test("they end at SIGTERM, which the first of their two processes gets", async () => {
        const words = ["launch", "start-record", "frames:1", "signal:INT", "frames:1", "signal:TERM", "exited", "end"];
        const steps = await drive({ type: "datasource", steps: words }, "datasource");
        expect(failed(steps)).toEqual([]);
        expect(stepOf(steps, "exited")?.value).toMatchObject({ exitCode: 0 });
      });
    },
  );
});
