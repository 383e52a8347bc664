import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { register as registerHere } from "../../cli/register/register.js";

/** `register` as a program: node register.mjs NAME EXECUTABLE FOLDER. Ends with the error's exit code. */
const PROGRAM = `
  import { register } from "../../cli/register/register.js";
  const [name, executable, laniakeaDir] = process.argv.slice(2);
  const entry = { name, type: "datasource", exec: name, timeout: 30, maxTimeouts: 3 };
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => controller.abort(new Error("interrupted")));
  try {
    await register({ entry, executable, laniakeaDir, signal: controller.signal });
  } catch (error) {
    console.error(error.message);
    process.exitCode = error.exitCode ?? 130;
  }
`;

let dir: string;
let program: string;
let executable: string;
let home: string;
let turn = 0;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "laniakea-processes-"));
  program = join(dir, "register.mjs");
  executable = join(dir, "built");
  writeFileSync(executable, "#!/bin/sh\n".padEnd(200_000, "#"));
  buildSync({
    stdin: { contents: PROGRAM, resolveDir: import.meta.dirname, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: program,
    logLevel: "error",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
});
afterAll(() => rmSync(dir, { recursive: true }));
beforeEach(() => {
  home = join(dir, `home${turn++}`);
});

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

function run(command: string, args: readonly string[]): Promise<Ended> {
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stderr })));
}

const register = (name: string) => run(process.execPath, [program, name, executable, home]);

function pluginNames(): string[] {
  const { Plugins } = parse(readFileSync(join(home, "config.yaml"), "utf8")) as { Plugins: { name: string }[] };
  return Plugins.map(({ name }) => name);
}

describe("register as a process", () => {
  it("32 at a time, of different plugins on one new folder: 32 entries, none lost", { timeout: 120_000 }, async () => {
    const names = Array.from({ length: 32 }, (_, i) => `p${String(i).padStart(2, "0")}`);
    const ended = await Promise.all(names.map(register));
    expect(ended).toEqual(names.map(() => ({ code: 0, stderr: "" })));
    expect(pluginNames().sort()).toEqual(names);
    const seen = readdirSync(home).filter((name) => !name.startsWith("."));
    expect(seen.sort()).toEqual(["config.yaml", ...names]);
  });
});

const mountable = canMount();
if (!mountable) console.warn("skipped: full and read-only disks are tried only by root on Linux, with mount(8)");

describe.skipIf(!mountable)("on a file system of its own", () => {
  const mount = (options: string) => {
    mkdirSync(home, { recursive: true });
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", home]);
  };
  const unmount = () => execFileSync("umount", [home]);

  it("that is full: says so, and changes nothing", async () => {
    mount("size=64k");
    try {
      writeFileSync(join(home, "config.yaml"), "GrpcPort: 1\n");
      const ended = await register("new");
      expect(ended.code).toBe(7);
      expect(ended.stderr).toMatch(/^\S+: no space left on the disk \(ENOSPC\); nothing was changed\n$/);
      expect(readdirSync(home)).toEqual(["config.yaml"]);
      expect(readFileSync(join(home, "config.yaml"), "utf8")).toBe("GrpcPort: 1\n");
    } finally {
      unmount();
    }
  });

  it("that is full once the executable is in: takes it back", async () => {
    mount("size=240k");
    try {
      // 200 kB for the executable fit, another config of 40 kB does not.
      const config = `${"# a long comment\n".repeat(2000)}GrpcPort: 1\n`;
      writeFileSync(join(home, "config.yaml"), config);
      const ended = await register("new");
      expect(ended).toMatchObject({ code: 7, stderr: expect.stringContaining("no space left on the disk") });
      expect(readdirSync(home)).toEqual(["config.yaml"]);
      expect(readFileSync(join(home, "config.yaml"), "utf8")).toBe(config);
    } finally {
      unmount();
    }
  });

  it("that is read-only: says so", async () => {
    mount("size=1m");
    try {
      writeFileSync(join(home, "config.yaml"), "GrpcPort: 1\n");
      execFileSync("mount", ["-o", "remount,ro", home]);
      const ended = await register("new");
      expect(ended).toMatchObject({ code: 7, stderr: expect.stringContaining("the file system is read-only (EROFS)") });
    } finally {
      unmount();
    }
  });
});

function canMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const probe = join(tmpdir(), `laniakea-mount-${process.pid}`);
  mkdirSync(probe, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", probe], { stdio: "ignore" });
    execFileSync("umount", [probe]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true });
  }
}

it(
  "two hundred registers of different plugins in one process all get in, once each",
  { timeout: 120_000 },
  async () => {
    const names = Array.from({ length: 200 }, (_, i) => `p${i}`);
    const { signal } = new AbortController();
    const entryOf = (name: string) => ({ name, type: "datasource", exec: name, timeout: 30, maxTimeouts: 3 }) as const;
    const runs = names.map((name) => registerHere({ entry: entryOf(name), executable, laniakeaDir: home, signal }));
    const results = await Promise.all(runs);
    expect(results.filter(({ created }) => created)).toHaveLength(1);
    const config = readFileSync(join(home, "config.yaml"), "utf8");
    expect([...config.matchAll(/name: "(p\d+)"/g)].map(([, name]) => name).sort()).toEqual(names.sort());
  },
);
