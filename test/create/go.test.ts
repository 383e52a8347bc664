import { createHash } from "node:crypto";
import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { goIsThere } from "../hosts/go-toolchain.js";
import { CLI, makeFolder, namesIn, run } from "./support/cli.js";
import { Dev } from "./support/dev.js";
import { fakePrograms, say } from "./support/python.js";
import { treeText } from "./support/tree.js";

const MINUTES = 60_000;
const TYPES = ["datasource", "controller"] as const;

describe("a Go project's files", () => {
  test.each(TYPES)("%s: every file that is the author's", async (type) => {
    const cwd = await makeFolder();
    const args = ["my-plugin", "--language", "go", "--type", type, "--yes", "--no-install"];
    expect(await run(args, { cwd })).toMatchObject({ code: 0, stderr: "" });
    await expect(await treeText(join(cwd, "my-plugin"))).toMatchFileSnapshot(`trees/go-${type}.txt`);
  });

  test("what only TypeScript has is refused", async () => {
    const cwd = await makeFolder();
    const outcome = await run(["x", "--language", "go", "--package-manager", "pnpm", "--sdk", "1", "--yes"], { cwd });
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(/--package-manager: a Go project has none: its packages come through Go's own/);
    expect(outcome.stderr).toMatch(/--sdk: a Go project has none: its SDK is a folder that go\.mod names/);
    expect(await namesIn(cwd)).toEqual([]);
  });
});

describe("before anything is written: exit code 4", () => {
  const cases: readonly { name: string; programs: Readonly<Record<string, string>>; says: RegExp }[] = [
    { name: "no Go", programs: {}, says: /^error: Go 1\.24 or newer is needed; go is not on the PATH$/m },
    {
      name: "an old Go",
      programs: { go: "echo go1.21.3" },
      says: /^error: Go 1\.24 or newer is needed; go is 1\.21\.3$/m,
    },
    { name: "a broken Go", programs: { go: "echo no GOROOT >&2; exit 2" }, says: /^error: go does not work: go: .*$/m },
  ];
  test.each(cases)("$name", async ({ programs, says }) => {
    const cwd = await makeFolder();
    const PATH = await fakePrograms(cwd, programs);
    const { code, stderr } = await run(["x", "--language", "go", "--yes"], { cwd, env: { PATH } });
    expect(stderr).toMatch(says);
    expect(stderr).toContain(
      "→ install Go 1.24 or newer: https://go.dev/dl, or leave the install out with --no-install\n",
    );
    expect(code).toBe(4);
    expect(await namesIn(cwd)).toEqual(["bin"]);
  });
});

describe.runIf(goIsThere() && process.platform !== "win32")("a made Go project", () => {
  test.each(TYPES)(
    "%s: is tidy, passes its tests, builds the same bytes twice, is checked",
    { timeout: 5 * MINUTES },
    async (type) => {
      const cwd = await makeFolder();
      const created = await run(["my-plugin", "--language", "go", "--type", type, "--yes", "--build"], { cwd });
      expect(created).toMatchObject({ code: 0 });
      const project = join(cwd, "my-plugin");
      const executable = join(project, "dist/my-plugin");
      expect(say("gofmt", ["-l", "main.go", "plugin.go", "plugin_test.go"], project)).toEqual({ code: 0, output: "" });
      // With a diff it ends with 1. What it fetches first is told, too.
      expect(say("go", ["mod", "tidy", "-diff"], project)).toMatchObject({ code: 0 });
      for (const task of ["lint", "test"]) expect(say("make", [task], project)).toMatchObject({ code: 0 });
      const first = await sha256(executable);
      // Another state of the repository, and a file that is no source.
      await writeFile(join(project, "notes.txt"), "x");
      expect(say("make", ["build"], project)).toMatchObject({ code: 0 });
      expect(await sha256(executable)).toBe(first);
      expect(say("make", ["check"], project)).toMatchObject({ code: 0 });
      expect(say("make", ["build", "VERSION=7.8.9"], project)).toMatchObject({ code: 0 });
      expect((await readFile(executable)).includes("7.8.9")).toBe(true);
    },
  );

  test("builds for other systems by one variable, statically", { timeout: 10 * MINUTES }, async () => {
    const project = await made();
    const magic: Record<string, RegExp> = {
      "linux/amd64": /^7f454c460201.{20}02003e00/,
      // One foreign system, with all three words: each takes a minute of compiling on a machine that has built for none.
      "linux/arm/7": /^7f454c460101.{20}02002800/,
    };
    for (const [target, head] of Object.entries(magic)) {
      expect(say("make", ["build", `TARGET=${target}`], project)).toMatchObject({ code: 0 });
      const file = `dist/x-${target.replaceAll("/", "-")}`;
      const bytes = await readFile(join(project, file));
      expect(bytes.subarray(0, 20).toString("hex")).toMatch(head);
      expect(bytes.includes("/lib64/ld-linux-x86-64.so.2")).toBe(false);
    }
    const names = ["x-linux-x64", "x-linux-x64-musl", "x-win32-x64.exe"];
    const env = { GOOS: "plan9", GOARCH: "mips" };
    const built = await run(["build", "--target", "linux-x64,linux-x64-musl,win32-x64"], { cwd: project, env });
    expect(built).toMatchObject({ code: 0 });
    for (const name of names) expect(built.stdout).toContain(join("dist", name));
    // What each is has been looked at; a static one needs no C library.
    expect(built.stdout.match(/runs on Go; needs .*/g)).toEqual([
      "runs on Go; needs linux-x64",
      "runs on Go; needs linux-x64",
      "runs on Go; needs win32-x64",
    ]);
    const sums = await Promise.all(
      names.map(async (name) => `${await sha256(join(project, "dist", name))}  ${name}\n`),
    );
    expect(await readFile(join(project, "dist/SHA256SUMS"), "utf8")).toBe(sums.join(""));
    const { output } = say("make", ["--dry-run", "build", "TARGET=windows/amd64"], project);
    expect(output).toContain("dist/x-windows-amd64.exe");
  });

  test("refuses a machine that is none, and takes none from the environment", { timeout: MINUTES }, async () => {
    const project = await made();
    for (const target of ["linux", "linux/", "/arm64", "linux/arm64/7"]) {
      const { code, output } = say("make", ["build", `TARGET=${target}`], project);
      expect(code, target).not.toBe(0);
      expect(output).toContain(`TARGET=${target} is no machine, such as linux/arm64 or linux/arm/7`);
    }
    const dry = (...args: string[]) => say("make", ["--dry-run", "build", ...args], project).output;
    expect(dry("TARGET=linux/arm64/")).toContain("dist/x-linux-arm64 ");
    expect(dry("TARGET=linux/amd64/v3")).toContain("dist/x-linux-amd64-v3");
    expect(say("make", ["build"], project, { GOOS: "windows", GOARCH: "mips" })).toMatchObject({ code: 0 });
    const bytes = await readFile(join(project, "dist/x"));
    expect(bytes.subarray(0, 4).toString("latin1")).toBe("\x7fELF");
  });

  test("lives with what people have set for Go", { timeout: 5 * MINUTES }, async () => {
    const project = await made();
    // A workspace above the project that does not name it.
    await writeFile(join(project, "../go.work"), "go 1.24.0\n");
    const moduleCache = say("go", ["env", "GOMODCACHE"], project).output.trim();
    const odd = [
      { GOFLAGS: "-mod=mod" },
      { GOPROXY: "off", GOTOOLCHAIN: "local" },
      { GOFLAGS: "-mod=readonly -modcacherw" },
      { GOBIN: join(project, "bin") },
      // A folder for all of Go's own inside the project, filled from what this machine has. Without the flag nobody can remove it.
      {
        GOPATH: join(project, "go"),
        GOMODCACHE: join(project, "go/pkg/mod"),
        GOPROXY: pathToFileURL(join(moduleCache, "cache/download")).href,
        GOSUMDB: "off",
        // Without the second one, all packages would be compiled anew for the tests: they are in another folder.
        GOFLAGS: "-modcacherw -trimpath",
      },
    ];
    for (const env of odd) {
      expect(say("make", ["lint", "test", "build"], project, env)).toMatchObject({ code: 0 });
      expect(await run(["build"], { cwd: project, env })).toMatchObject({ code: 0 });
    }
    // The second project of a machine needs no network.
    const cwd = await makeFolder();
    const env = { GOPROXY: "off", GOFLAGS: "-mod=mod" };
    const second = await run(["y", "--language", "go", "--yes", "--build"], { cwd, env });
    expect(second).toMatchObject({ code: 0 });
  });

  test(
    "a mistake in the source is the compiler's to tell, and the former executable stays",
    { timeout: 5 * MINUTES },
    async () => {
      const project = await made();
      expect(await run(["build"], { cwd: project })).toMatchObject({ code: 0 });
      const before = await sha256(join(project, "dist/x"));
      await appendFile(join(project, "plugin.go"), "\nfunc broken() { return 1 }\n");
      const { code, stderr } = await run(["build"], { cwd: project });
      expect(code).toBe(5);
      expect(stderr).toMatch(/^error: Go could not make the executable$/m);
      expect(stderr).toMatch(/plugin\.go:\d+:\d+: too many return values/);
      expect(await sha256(join(project, "dist/x"))).toBe(before);
    },
  );

  test("is registered, and taken out again", { timeout: 5 * MINUTES }, async () => {
    const cwd = await makeFolder();
    const home = join(cwd, "it's $5");
    await mkdir(home);
    const args = ["x", "--language", "go", "--yes", "--register", "--laniakea-dir", home];
    expect(await run(args, { cwd })).toMatchObject({ code: 0 });
    const config = join(home, "config.yaml");
    expect(await readFile(config, "utf8")).toMatch(/name: "?x"?\n/);
    const project = join(cwd, "x");
    const place = `LANIAKEA_DIR=${home.replaceAll("$", "$$$$")}`;
    expect(say("make", ["unregister", place], project)).toMatchObject({ code: 0 });
    // Register had made it, and nothing else was in it.
    await expect(readFile(config, "utf8")).rejects.toThrow("ENOENT");
    expect(say("make", ["register", place], project)).toMatchObject({ code: 0 });
    expect(await readFile(config, "utf8")).toMatch(/name: "?x"?\n/);
  });
});

describe.runIf(goIsThere() && process.platform !== "win32")("dev of a Go project", () => {
  test(
    "shows readings, a mistake with its place, and starts again on each save",
    { timeout: 3 * MINUTES },
    async () => {
      const project = await made();
      const source = join(project, "plugin.go");
      const text = await readFile(source, "utf8");
      const dev = new Dev(CLI, project);
      await dev.shows(/x \(datasource\) under the built-in host/);
      await dev.shows(/ x \{"celsius": ?[\d.]+\}$/);
      await writeFile(source, text.replace('json:"celsius"', 'json:"kelvin"'));
      await dev.shows(/ x \{"kelvin": ?[\d.]+\}$/);
      await writeFile(source, `${text}\nvar broken int = "x"\n`);
      await dev.shows(/plugin\.go:\d+:\d+: cannot use "x"/);
      await writeFile(source, text);
      await dev.shows(/ x \{"celsius": ?[\d.]+\}$/);
      expect(await dev.interrupted()).toBe(0);
    },
  );
});

async function made(): Promise<string> {
  const cwd = await makeFolder();
  expect(await run(["x", "--language", "go", "--yes"], { cwd })).toMatchObject({ code: 0 });
  return join(cwd, "x");
}

async function sha256(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
}
