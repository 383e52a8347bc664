import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { build } from "../../cli/build/build.js";
import { buildFor, type TargetResult } from "../../cli/build/build-for.js";
import { showLicenses } from "../../cli/build/licenses.js";
import { lookAt } from "../../cli/build/look-at.js";
import { parseTargets, TARGET_NAMES, TARGETS } from "../../cli/languages/target.js";
import { chooseRuntime } from "../../cli/languages/typescript/toolchain/runtime.js";
import { ensureRuntime } from "../../cli/languages/typescript/toolchain/toolchain.js";
import { ExitCode } from "../../cli/run/errors.js";
import { silentProgress } from "../../cli/run/progress/progress.js";
import { conform } from "../../sdk/typescript/src/testing/conform.js";
import { ROOT, run } from "../create/support/cli.js";

const exec = promisify(execFile);
/** Runtimes of other machines may have to be fetched. */
const COLD_MS = 600_000;
const { signal } = new AbortController();

describe.runIf(process.platform === "linux")("executables for other machines", () => {
  let cwd = "";
  let project = "";
  const made = (name: string) => join(project, "dist", name);
  const buildAll = (targets: string, options: object = {}) =>
    buildFor(parseTargets([targets]), { project, signal, progress: silentProgress, ...options });

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "targets-"));
    const { code } = await run(["probe", "--yes", "--no-install"], { cwd });
    expect(code).toBe(0);
    project = join(cwd, "probe");
    await symlink(join(ROOT, "node_modules"), join(project, "node_modules"));
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  /** Each is for its machine, as its header says; one that this machine starts has spoken. */
  async function expectWhole(results: readonly TargetResult[], targets: readonly string[]): Promise<void> {
    expect(results.map(({ target }) => target)).toEqual(targets);
    for (const { target, executable, needs, startMs, how } of results) {
      const found = TARGETS.find(({ name }) => name === target) ?? expect.fail(target);
      const program = await lookAt(executable, found);
      expect(program).toMatchObject({ platform: found.platform, arch: found.arch });
      if (found.platform === "darwin") expect(program.signed).toBe(true);
      expect(needs).toContain(target.replace("-musl", ""));
      if (startMs === undefined) expect(how).toMatch(/is not installed|runs no/);
      else expect(startMs).toBeGreaterThan(0);
    }
    await exec("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: join(project, "dist") });
  }

  test(
    "are made for all targets at once, on Node.js where there is one, and never over one another",
    { timeout: COLD_MS },
    async () => {
      const warnings: string[] = [];
      const results = await buildAll("all", { onWarning: (line: string) => warnings.push(line) });
      await expectWhole(results, TARGET_NAMES);
      const runtimes = Object.fromEntries(results.map(({ target, runtime }) => [target, runtime.split(" ")[0]]));
      expect(runtimes).toEqual({
        "linux-x64": "Node.js",
        "linux-arm64": "Node.js",
        "linux-x64-musl": "Bun",
        "linux-arm64-musl": "Bun",
        "darwin-x64": "Bun",
        "darwin-arm64": "Bun",
        "win32-x64": "Node.js",
        "win32-arm64": "Bun",
      });
      expect(warnings).toEqual([
        "note: there is no Node.js for linux-x64-musl, linux-arm64-musl, darwin-x64, darwin-arm64, win32-arm64: Bun is taken there",
      ]);
      const needs = Object.fromEntries(results.map(({ target, needs: what }) => [target, what]));
      expect(needs["linux-arm64"]).toBe("linux-arm64, glibc 2.28 or newer");
      expect(needs["darwin-arm64"]).toBe("darwin-arm64, macOS 13.0 or newer");
      const names = TARGET_NAMES.map((name) => `probe-${name}${name.startsWith("win32") ? ".exe" : ""}`);
      expect((await readdir(made(""))).sort()).toEqual(
        ["SHA256SUMS", ...names, ...names.map((name) => `${name}.notices.txt`)].sort(),
      );
      // The package of Windows carries no licence, and Node.js has one for all machines.
      const [linux, windows] = await Promise.all(
        ["probe-linux-x64", "probe-win32-x64.exe"].map((name) => readFile(made(`${name}.notices.txt`), "utf8")),
      );
      expect(windows).toContain("Node.js is licensed for use as follows");
      expect(windows).toBe(linux);
      const shown: string[] = [];
      const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => Boolean(shown.push(String(text))));
      await showLicenses(project, parseTargets(["win32-x64,darwin-arm64"])).finally(() => spy.mockRestore());
      expect(shown).toEqual([await readFile(made("probe-darwin-arm64.notices.txt"), "utf8"), windows]);
    },
  );

  test(
    "are made on Bun for all, offline once its parts are there, and beside what is there",
    { timeout: COLD_MS },
    async () => {
      for (const target of TARGETS) {
        await ensureRuntime(chooseRuntime("bun", target), { project, signal, progress: silentProgress });
      }
      vi.stubEnv("npm_config_offline", "true");
      vi.stubEnv("npm_config_registry", "http://127.0.0.1:9/");
      try {
        const results = await buildAll("all", { runtime: "bun" });
        await expectWhole(results, TARGET_NAMES);
        expect(new Set(results.map(({ runtime }) => runtime))).toEqual(new Set(["Bun 1.4.5"]));
        expect(results.find(({ target }) => target === "linux-x64")?.needs).toBe("linux-x64, glibc 2.17 or newer");
      } finally {
        vi.unstubAllEnvs();
      }
      const notices = await readFile(made("probe-linux-arm64.notices.txt"), "utf8");
      expect(notices).toMatch(/Bun 1\.4\.5[^]*JavaScriptCore[^]*LGPL-2/);
      // The licence as a whole: from its name to the end of its terms.
      expect(notices).toMatch(/GNU LESSER GENERAL PUBLIC LICENSE\s+Version 2\.1, February 1999[^]*END OF TERMS/);
    },
  );

  test("a project on Bun is built on it, and its executable passes every check", { timeout: COLD_MS }, async () => {
    const { code } = await run(["bunny", "--runtime", "bun", "--yes", "--no-install"], { cwd });
    expect(code).toBe(0);
    const bunny = join(cwd, "bunny");
    await symlink(join(ROOT, "node_modules"), join(bunny, "node_modules"));
    const { executable, runtime, needs } = await build({ project: bunny, signal, progress: silentProgress });
    expect({ runtime, needs }).toEqual({ runtime: "Bun 1.4.5", needs: `linux-${process.arch}, glibc 2.17 or newer` });
    const { checks } = await conform(executable, { timeoutMs: 10_000 });
    expect(checks.filter(({ status }) => status !== "passed")).toEqual([]);
    const back = await build({ project: bunny, runtime: "node", signal, progress: silentProgress });
    expect(back.runtime).toMatch(/^Node\.js 24/);
    expect(await readFile(`${back.executable}.notices.txt`, "utf8")).toContain("Node.js is licensed");
  });

  test(
    "an executable on Bun has the author's lines in a stack, its own names, and nothing of the folder that it is started in",
    { timeout: COLD_MS },
    async () => {
      const trial = join(cwd, "trial");
      await run(["trial", "--runtime", "bun", "--yes", "--no-install"], { cwd });
      await symlink(join(ROOT, "node_modules"), join(trial, "node_modules"));
      await writeFile(
        join(trial, "src/deep.ts"),
        "interface Unused {\n  readonly a: number;\n}\nexport function deepDown(unused?: Unused): never {\n  throw new RangeError(`no ${unused}`);\n}\n",
      );
      await writeFile(
        join(trial, "src/main.ts"),
        `import { serve } from "laniakea-plugin-sdk";
import { deepDown } from "./deep.js";
import plugin from "./plugin.js";

if (process.argv[2] === "show") {
  console.log("printed %d", 5);
  console.log(JSON.stringify([__filename, process.argv, import.meta.url, process.env["FROM_DOTENV"] ?? null]));
  try {
    deepDown();
  } catch (error) {
    console.log((error as Error).stack);
  }
} else void serve(plugin);
`.replace("__filename", "import.meta.filename"),
      );
      const { executable } = await build({ project: trial, signal, progress: silentProgress });
      await writeFile(join(cwd, ".env"), "FROM_DOTENV=yes\n");
      await writeFile(join(cwd, "bunfig.toml"), 'preload = ["./preload.js"]\n');
      await writeFile(join(cwd, "preload.js"), "console.log('preloaded');\n");
      const { stdout } = await exec(executable, ["show"], { cwd });
      const [printed, names = "", ...stack] = stdout.trim().split("\n");
      expect(printed).toBe("printed 5");
      expect(JSON.parse(names)).toEqual([executable, [executable, executable, "show"], `file://${executable}`, null]);
      expect(stack.slice(0, 3)).toEqual([
        "RangeError: no undefined",
        "    at deepDown (plugin:src/deep.ts:5:9)",
        expect.stringMatching(/^ {4}at .*plugin:src\/main\.ts:9:5\)?$/),
      ]);
    },
  );

  test("are refused for a Python project, and a runtime for one that has no choice", async () => {
    await run(["snake", "--language", "python", "--yes", "--no-install"], { cwd });
    const options = { project: join(cwd, "snake"), signal, progress: silentProgress };
    await expect(buildFor(TARGETS, options)).rejects.toMatchObject({
      exitCode: ExitCode.usage,
      message: "a Python project is built for the machine that builds it",
    });
    await expect(build({ ...options, runtime: "bun" })).rejects.toMatchObject({
      exitCode: ExitCode.usage,
      message: "a Python project has no choice of runtime",
    });
    await expect(build({ project, signal, progress: silentProgress, runtime: "deno" })).rejects.toMatchObject({
      exitCode: ExitCode.usage,
      message: 'there is no runtime "deno"',
      hint: "give node or bun",
    });
  });
});
