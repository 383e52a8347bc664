import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, parse } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { build, type BuildOptions, type BuildResult } from "../../cli/build/build.js";
import { ensureToolchain } from "../../cli/languages/typescript/toolchain/toolchain.js";
import { ExitCode } from "../../cli/run/errors.js";
import type { Progress } from "../../cli/run/progress/progress.js";

const NODE_MODULES = join(import.meta.dirname, "../../node_modules");
const COLD_BUILD_MS = 300_000;
const WARM_BUILD_MS = 120_000;

/** As much of a plugin as a build looks at: it says where it listens (and here, on which Node), and stays. */
const SPEAKS = `
import { createServer } from "node:net";
interface Greeting { readonly line: string }
const greeting: Greeting = { line: "1|1|unix|/" + process.version + ".sock|grpc" };
createServer().listen(0, () => process.stdout.write(greeting.line + "\\n"));
`;
const HANDSHAKE = "1|1|unix|/v24.21.0.sock|grpc\n";
const SILENT = "setInterval(() => {}, 1000);\n";

let folder: string;
let temporary: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "build-"));
  // A folder of its own for temporary files shows what a build leaves there.
  temporary = join(folder, "tmp");
  await mkdir(temporary);
  vi.stubEnv("TMPDIR", temporary);
  vi.stubEnv("TEMP", temporary);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function makeProject(main: string, name = "demo"): Promise<string> {
  const project = join(folder, name);
  const files = {
    "package.json": JSON.stringify({ name, type: "module" }),
    "tsconfig.json": JSON.stringify({
      compilerOptions: { module: "nodenext", strict: true, skipLibCheck: true, types: ["node"] },
      include: ["src"],
    }),
    "laniakea-plugin.yaml": 'name: "demo"\ntype: "datasource"\nexec: "demo"\n',
    "src/main.ts": main,
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
  await symlink(NODE_MODULES, join(project, "node_modules"), "junction");
  return project;
}

/** Keeps what a person would see, and lets a test act at a step. */
function recordedProgress(onStep: (title: string) => void = () => {}) {
  const titles: string[] = [];
  const progress: Progress = {
    step(title) {
      titles.push(title);
      onStep(title);
      return { update() {}, succeed() {}, fail() {} };
    },
  };
  return { progress, titles };
}

function buildProject(project: string, options: Partial<BuildOptions> = {}): Promise<BuildResult> {
  const { signal } = new AbortController();
  return build({ project, signal, progress: recordedProgress().progress, ...options });
}

/** The first line that a program says when it is alone: no Node on the PATH, another folder. */
function firstLineOf(executable: string): Promise<string> {
  const child = spawn(executable, { cwd: folder, env: {}, stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.stdout.once("data", (data) => {
      child.once("exit", () => resolve(String(data)));
      child.kill();
    });
  });
}

describe("build", () => {
  // The machine's own cache, as for every other build on it: fetched only when it is not there yet.
  beforeAll(async () => {
    const { signal } = new AbortController();
    await ensureToolchain({ project: NODE_MODULES, signal, progress: recordedProgress().progress });
  }, COLD_BUILD_MS);

  test(
    "two first builds at once, started by an npm with flags of its own, fetch the tools and both succeed",
    {
      timeout: COLD_BUILD_MS,
    },
    async () => {
      const cache = join(folder, "cache");
      vi.stubEnv("LANIAKEA_PLUGIN_CACHE", cache);
      for (const setting of ["dry_run", "global", "package_lock_only"]) vi.stubEnv(`npm_config_${setting}`, "true");
      vi.stubEnv("npm_config_omit", "optional");
      vi.stubEnv("npm_config_workspace", "elsewhere");
      const projects = [await makeProject(SPEAKS, "one"), await makeProject(SPEAKS, "two")];
      const seen = recordedProgress();
      const results = await Promise.all(projects.map((project) => buildProject(project, { progress: seen.progress })));
      expect(seen.titles).toContain("Fetching the build tools (about 75 MB, once per machine)");
      for (const { executable } of results) expect(await firstLineOf(executable)).toBe(HANDSHAKE);
      expect(await readdir(cache)).toEqual([expect.stringMatching(/^toolchain-[0-9a-f]{16}-/)]);
    },
  );

  test(
    "once the tools are there, needs no npm and no network, and leaves one executable that needs nothing beside it",
    { timeout: WARM_BUILD_MS },
    async () => {
      vi.stubEnv("PATH", folder);
      vi.stubEnv("npm_execpath", undefined);
      const project = await makeProject(SPEAKS);
      const seen = recordedProgress();
      const result = await buildProject(project, { progress: seen.progress });
      expect(seen.titles).toEqual(["Bundling", "Checking types, making the executable", "Starting the executable"]);
      expect(result.executable).toBe(join(project, "dist", process.platform === "win32" ? "demo.exe" : "demo"));
      expect(result.bytes).toBe((await stat(result.executable)).size);
      expect(result.startMs).toBeGreaterThan(0);
      const { base } = parse(result.executable);
      expect((await readdir(join(project, "dist"))).sort()).toEqual([base, `${base}.notices.txt`]);
      expect(await readdir(temporary)).toEqual([]);
      expect(await firstLineOf(result.executable)).toBe(HANDSHAKE);
    },
  );

  test(
    "an executable that does not speak is not put in the former one's place",
    {
      timeout: WARM_BUILD_MS,
    },
    async () => {
      const project = await withFormerBinary(SILENT);
      await expect(buildProject(project, { startTimeoutMs: 500 })).rejects.toMatchObject({
        exitCode: ExitCode.buildFailed,
        message: expect.stringContaining("no handshake on stdout within 0.5 s"),
        hint: expect.stringContaining("src/main.ts has to call serve(plugin)"),
      });
      await expectOnlyFormerBinary(project);
    },
  );

  test("a plugin that dies at its start is shown with its last words", { timeout: WARM_BUILD_MS }, async () => {
    const project = await makeProject('throw new Error("no sensor at /dev/ttyUSB0");\n');
    await expect(buildProject(project)).rejects.toMatchObject({
      exitCode: ExitCode.buildFailed,
      message: expect.stringContaining("speak to a host: Error: no sensor at /dev/ttyUSB0 (it ended with exit code 1"),
      hint: expect.stringMatching(/^correct that and build again/),
      details: expect.arrayContaining([
        expect.stringContaining("no sensor at /dev/ttyUSB0"),
        // The source map works inside the binary.
        expect.stringContaining("at plugin:src/main.ts:1:7"),
      ]),
    });
    expect(await readdir(project)).not.toContain("dist");
  });

  test("a project with type errors, or that cannot be bundled, keeps its former executable", async () => {
    const mistyped = await withFormerBinary("const line: number = 'text';\n", "mistyped");
    await expect(buildProject(mistyped)).rejects.toMatchObject({
      exitCode: ExitCode.buildFailed,
      details: [expect.stringMatching(/src\/main\.ts\(1,7\): error TS2322/)],
    });
    await expectOnlyFormerBinary(mistyped);
    const waiting = await withFormerBinary("await Promise.resolve();\nexport {};\n", "waiting");
    await writeFile(
      join(waiting, "tsconfig.json"),
      '{ "compilerOptions": { "module": "esnext", "target": "es2022", "types": [] } }',
    );
    await expect(buildProject(waiting)).rejects.toMatchObject({
      exitCode: ExitCode.buildFailed,
      hint: expect.stringContaining("cannot await at the top level"),
    });
    await expectOnlyFormerBinary(waiting);
  });

  test.each(["Bundling", "Checking types, making the executable", "Starting the executable"])(
    "interrupted while %s, it leaves the former executable and nothing else",
    { timeout: WARM_BUILD_MS },
    async (title) => {
      const project = await withFormerBinary(SILENT);
      const interruption = new AbortController();
      const reason = new Error("interrupted by the test");
      const { progress } = recordedProgress((started) => {
        // Let the step get under way: its child is started in the same turn.
        if (started === title) setImmediate(() => interruption.abort(reason));
      });
      await expect(buildProject(project, { signal: interruption.signal, progress })).rejects.toBe(reason);
      await expectOnlyFormerBinary(project);
      expect(await readdir(temporary)).toEqual([]);
    },
  );

  test(
    "says so when a file is where the output folder belongs, or a folder where the executable does",
    {
      timeout: WARM_BUILD_MS,
    },
    async () => {
      const blocked = await makeProject(SPEAKS, "blocked");
      await writeFile(join(blocked, "dist"), "mine");
      await expect(buildProject(blocked)).rejects.toMatchObject({
        exitCode: ExitCode.buildFailed,
        message: `${join(blocked, "dist")} cannot be written: EEXIST`,
      });
      expect(await readFile(join(blocked, "dist"), "utf8")).toBe("mine");
      const occupied = await makeProject(SPEAKS, "occupied");
      await mkdir(join(occupied, "dist", "demo", "mine"), { recursive: true });
      await expect(buildProject(occupied)).rejects.toMatchObject({
        exitCode: ExitCode.buildFailed,
        message: `${join(occupied, "dist", "demo")} cannot be replaced (it is a folder)`,
      });
      expect(await readdir(join(occupied, "dist", "demo"))).toEqual(["mine"]);
    },
  );

  test("a folder that is not a project is refused before anything is written", async () => {
    await expect(buildProject(folder)).rejects.toMatchObject({
      exitCode: ExitCode.usage,
      message: expect.stringContaining("laniakea-plugin.yaml"),
    });
    expect(await readdir(folder)).toEqual(["tmp"]);
  });
});

async function withFormerBinary(main: string, name?: string): Promise<string> {
  const project = await makeProject(main, name);
  await mkdir(join(project, "dist"));
  await writeFile(join(project, "dist", "demo"), "the former executable");
  return project;
}

async function expectOnlyFormerBinary(project: string): Promise<void> {
  expect(await readdir(join(project, "dist"))).toEqual(["demo"]);
  expect(await readFile(join(project, "dist", "demo"), "utf8")).toBe("the former executable");
}
