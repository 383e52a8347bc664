import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { cacheFolder } from "../../cli/files/cache-folder.js";
import { ensureToolchain } from "../../cli/languages/typescript/toolchain/toolchain.js";
import { silentProgress } from "../../cli/run/progress/progress.js";
import { installedNode } from "../registry/installed.js";
import { type Outcome, outcomeOf, personalEnv, ROOT } from "./support/cli.js";

/** All below is done with what npm would publish, unpacked where every user can read it. */
const work = await mkdtemp(join(tmpdir(), "environments-"));
await chmod(work, 0o755);
afterAll(() => rm(work, { recursive: true, force: true }));
const unpack = async (tarball: string, folder: string) => {
  await mkdir(folder);
  await promisify(execFile)("tar", ["-xzf", tarball, "-C", folder, "--strip-components=1", "--no-same-owner"]);
  return folder;
};
const packed = await promisify(execFile)("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", work], {
  cwd: ROOT,
  env: personalEnv(),
});
const generator = await unpack(join(work, JSON.parse(packed.stdout)[0].filename), join(work, "generator"));
const [vendored = ""] = await readdir(join(generator, "dist/vendor"));
const sdk = await unpack(join(generator, "dist/vendor", vendored), join(work, "sdk"));
const CLI = join(generator, "dist/cli.js");

interface Surroundings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Put behind the command line, as a shell takes it. */
  readonly redirect?: string;
  readonly umask?: string;
  readonly nobody?: boolean;
  /** A user id without a line in the password file, as containers have them. */
  readonly unknown?: boolean;
  readonly node?: string;
  readonly program?: string;
}

/** Runs the generator from a shell; with `nobody` as a user who owns nothing. */
function run(args: readonly string[], options: Surroundings): Promise<Outcome> {
  const { cwd, env, redirect = "", umask = "022", nobody = false, node = process.execPath, program = CLI } = options;
  const child = spawn("/bin/sh", ["-c", `umask ${umask}; exec "$0" "$@" ${redirect}`, node, program, ...args], {
    cwd,
    env: personalEnv(env),
    stdio: ["ignore", "pipe", "pipe"],
    ...(nobody ? NOBODY : {}),
    ...(options.unknown ? UNKNOWN : {}),
  });
  return outcomeOf(child);
}

const NOBODY = { uid: 65534, gid: 65534 };
const UNKNOWN = { uid: 54_321, gid: 54_321 };
const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log("skipped: only root can become another user; the tests run as the one who started them");
/** Rights keep root from nothing. */
const nobody = isRoot;

/** A folder that every user may write to. */
async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(work, "run-"));
  await chmod(folder, 0o777);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function lockedFolder(): Promise<string> {
  const folder = await mkdtemp(join(work, "locked-"));
  await chmod(folder, 0o555);
  return folder;
}

/** The record has the hash of every file. */
const recordOf = (project: string) => readFile(join(project, ".create-laniakea-plugin.json"), "utf8");

const NEW = ["x", "--type", "controller", "--yes", "--no-install"];
const reference = join(work, "reference");
await mkdir(reference);
await run(NEW, { cwd: reference });
const expected = await recordOf(join(reference, "x"));

const locked = await lockedFolder();
const SURROUNDINGS: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
  "no HOME": { HOME: undefined },
  "an empty HOME": { HOME: "" },
  "a HOME that is not there": { HOME: join(locked, "nobody") },
  "a HOME that is read-only": { HOME: locked },
  "a TMPDIR that is read-only": { TMPDIR: locked, HOME: locked },
  "a TMPDIR that is not there": { TMPDIR: join(locked, "nothing") },
  "another time zone": { TZ: "Pacific/Kiritimati" },
  "another language": { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", LANGUAGE: "tr" },
  "the language C": { LANG: "C", LC_ALL: "C" },
  NO_COLOR: { NO_COLOR: "1" },
  FORCE_COLOR: { FORCE_COLOR: "3" },
  "a dumb terminal": { TERM: "dumb" },
  "no TERM": { TERM: undefined },
  CI: { CI: "true" },
};

describe.skipIf(process.platform === "win32")("the same project, silently, with", () => {
  test.each(Object.entries(SURROUNDINGS))("%s", async (name, env) => {
    const cwd = await openFolder();
    const { code, stdout, stderr } = await run(NEW, { cwd, env, nobody });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    if (name !== "FORCE_COLOR") expect(stdout).not.toContain("\u001b");
    expect(await recordOf(join(cwd, "x"))).toBe(expected);
    expect(await readdir(cwd)).toEqual(["x"]);
  });

  test("a folder with spaces and other scripts in its name", async () => {
    const cwd = join(await openFolder(), "Meß geräte 测量 'a' $b");
    await mkdir(cwd);
    await chmod(cwd, 0o777);
    expect(await run(NEW, { cwd, nobody })).toMatchObject({ code: 0, stderr: "" });
    expect(await recordOf(join(cwd, "x"))).toBe(expected);
  });

  test.each([
    ["077", 0o700, 0o600],
    ["000", 0o777, 0o666],
    ["022", 0o755, 0o644],
  ])("umask %s, which decides the rights of all that is made", async (umask, folder, file) => {
    const cwd = await openFolder();
    await run(NEW, { cwd, umask, nobody });
    expect(await recordOf(join(cwd, "x"))).toBe(expected);
    const made = await readdir(join(cwd, "x"), { recursive: true });
    for (const path of ["", ...made]) {
      const found = await stat(join(cwd, "x", path));
      expect([path, found.mode & 0o777]).toEqual([path, found.isDirectory() ? folder : file]);
    }
  });
});

describe.skipIf(process.platform === "win32")("streams that are not there", () => {
  const COMMANDS = ["--version", "--help", "--completion bash", "x --json --dry-run", NEW.join(" ")];
  const isWhole = async (line: string, cwd: string) => {
    if (line === NEW.join(" ")) expect(await recordOf(join(cwd, "x"))).toBe(expected);
  };

  test.each(COMMANDS)("closed ones do not matter: %s", async (line) => {
    const each = line === NEW.join(" ") ? ["<&-", ">&-", "2>&-"] : [];
    for (const redirect of [...each, "<&- >&- 2>&-"]) {
      const cwd = await openFolder();
      expect(await run(line.split(" "), { cwd, redirect })).toMatchObject({ code: 0, stderr: "" });
      await isWhole(line, cwd);
    }
  });

  test.each(COMMANDS)("a reader that goes away does not matter: %s", async (line) => {
    const cwd = await openFolder();
    const child = spawn(process.execPath, [CLI, ...line.split(" ")], {
      cwd,
      env: personalEnv(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (chunk) => (stderr += chunk));
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    await isWhole(line, cwd);
  });

  test.skipIf(!existsSync("/dev/full")).each(COMMANDS)(
    "a full disk behind stdout fails it, in one line: %s",
    async (line) => {
      const cwd = await openFolder();
      const outcome = await run(line.split(" "), { cwd, redirect: ">/dev/full" });
      expect(outcome).toMatchObject({ code: 1, stdout: "" });
      expect(outcome.stderr).toMatch(
        /^error: the result could not be written to stdout: ENOSPC.*\n→ everything else went well\n$/,
      );
      await isWhole(line, cwd);
    },
  );

  test.skipIf(!existsSync("/dev/full"))(
    "a full disk behind stderr changes nothing, not even the code of a failure",
    async () => {
      const cwd = await openFolder();
      expect(await run(NEW, { cwd, redirect: "2>/dev/full" })).toMatchObject({ code: 0 });
      expect(await run(NEW, { cwd, redirect: "2>/dev/full" })).toMatchObject({ code: 3 });
      expect(await run(["--nonsense"], { cwd, redirect: "2>/dev/full" })).toMatchObject({ code: 2 });
    },
  );
});

describe("versions of Node.js", () => {
  const MINUTES = 60_000;
  const current = async () => {
    const signal = new AbortController().signal;
    return (await ensureToolchain({ project: work, signal, progress: silentProgress })).node;
  };
  const SUPPORTED: readonly (readonly [string, () => Promise<string | undefined>])[] = [
    ["20.19.0, the oldest", () => installedNode("20.19.0")],
    ["22.12.0, the oldest 22", () => installedNode("22.12.0")],
    ["24, as it is in the binaries", current],
  ];

  test.each(SUPPORTED)("%s", { timeout: 2 * MINUTES }, async (_, get) => {
    const node = await get();
    if (node === undefined) return;
    const cwd = await openFolder();
    const { version } = JSON.parse(await readFile(join(generator, "package.json"), "utf8"));
    expect(await run(["--version"], { cwd, node })).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
    expect(await run(["--help"], { cwd, node })).toEqual(await run(["--help"], { cwd }));
    expect(await run(NEW, { cwd, node })).toMatchObject({ code: 0, stderr: "" });
    expect(await recordOf(join(cwd, "x"))).toBe(expected);
    const command = await run(["--version"], { cwd, node, program: join(sdk, "dist/cli/main.js") });
    expect(command.stdout).toBe(`${version}\n`);
  });

  test.each(["18.20.8"])("%s, too old, says so in one line", { timeout: 2 * MINUTES }, async (version) => {
    const node = await installedNode(version);
    if (node === undefined) return;
    const cwd = await openFolder();
    const said = `error: this is Node.js ${version}; ^20.19 || >=22.12 is needed\n→ install a newer one (https://nodejs.org), then run this again\n`;
    for (const args of [["--version"], ["--help"], NEW])
      expect(await run(args, { cwd, node })).toEqual({ code: 4, stdout: "", stderr: said });
    expect(await run(["build"], { cwd, node, program: join(sdk, "dist/cli/main.js") })).toEqual({
      code: 4,
      stdout: "",
      stderr: said,
    });
    const { stdout, stderr } = await run(["x", "--json"], { cwd, node });
    expect(stderr).toBe(said);
    const schema = JSON.parse(await readFile(join(generator, "generators/report.schema.json"), "utf8"));
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(validate(JSON.parse(stdout)), JSON.stringify(validate.errors)).toBe(true);
    expect(JSON.parse(stdout)).toMatchObject({ exitCode: 4, error: { code: "toolMissing" } });
    expect(await readdir(cwd)).toEqual([]);
  });
});

describe.skipIf(process.platform === "win32")("a whole run by a user who owns nothing", () => {
  test("what a build cannot write is said before it begins", async () => {
    const cwd = await openFolder();
    const env = { HOME: locked, TMPDIR: locked, LANIAKEA_PLUGIN_CACHE: undefined, XDG_CACHE_HOME: undefined };
    const outcome = await run(["x", "--yes", "--build"], { cwd, env, nobody });
    expect(outcome.stderr.trimEnd().split("\n")).toEqual([
      "error: 3 things are missing; nothing was written",
      `  npm cannot write its cache folder: ${join(locked, ".npm")}: permission denied (EACCES)`,
      "  → set npm_config_cache to a folder that can be written, or leave the install out with --no-install",
      `  the folder for temporary files is not writable: ${locked} (EACCES)`,
      "  → set TMPDIR to a folder that can be written",
      `  the folder for the build tools cannot be written: ${join(locked, ".cache/laniakea-plugin")}: permission denied (EACCES)`,
      "  → set LANIAKEA_PLUGIN_CACHE to a folder that can be written",
    ]);
    expect(outcome.code).toBe(4);
    expect(await readdir(cwd)).toEqual([]);
  });

  test.runIf(isRoot).each([
    [[], "npm does not work: npm: Command failed with exit code", "this user has no home folder: set HOME to a folder"],
    [
      ["--language", "python"],
      "no folder for the build tools and packages: the environment variable HOME is not set",
      "set HOME, or set LANIAKEA_PLUGIN_CACHE to a folder",
    ],
    [
      ["--register", "--laniakea-dir=~/lab"],
      '~/lab" begins with ~, which only a shell expands; write the whole path\n',
      "",
    ],
  ])("without HOME and without a line in the password file it says so: %j", async (flags, message, remedy) => {
    for (const HOME of [undefined, ""]) {
      const cwd = await openFolder();
      const env = { HOME, LANIAKEA_PLUGIN_CACHE: undefined, XDG_CACHE_HOME: undefined };
      const { code, stderr } = await run(["x", "--yes", ...flags], { cwd, env, unknown: true });
      expect(stderr).toContain(message);
      expect(stderr).toContain(remedy);
      expect(stderr).not.toContain("install Node.js");
      expect(code).toBe(flags.includes("--register") ? 2 : 4);
      expect(await readdir(cwd)).toEqual([]);
    }
  });

  test("an empty HOME is none to what it starts, too: nothing is installed into a folder called ~", async () => {
    const cwd = await openFolder();
    const { code } = await run(["x", "--yes"], { cwd, env: { HOME: "" } });
    expect(code).toBe(0);
    expect(await readdir(cwd)).toEqual(["x"]);
    const made = await readdir(join(cwd, "x"));
    expect(made.filter((name) => ["~", ".npm", ".cache"].includes(name))).toEqual([]);
  });

  test(
    "HOME read-only, caches elsewhere, odd names, umask 077: installed, built, checked",
    { timeout: 300_000 },
    async () => {
      const cwd = join(await openFolder(), "Meß geräte");
      const [temporary, npmCache, tools] = [join(cwd, "t m p"), join(cwd, "npm"), join(cwd, "tools")];
      for (const folder of [cwd, temporary, npmCache]) await mkdir(folder).then(() => chmod(folder, 0o777));
      // Read-only is enough when all is there, as in an image of a CI.
      const { pkg } = await ensureToolchain({
        project: work,
        signal: new AbortController().signal,
        progress: silentProgress,
      });
      const toolchain = pkg.slice(cacheFolder().length + 1).split("/", 1)[0] ?? "";
      await cp(join(cacheFolder(), toolchain), join(tools, toolchain), { recursive: true });
      await chmod(tools, 0o555);
      onTestFinished(() => chmod(tools, 0o755));
      const env = {
        ...{ HOME: locked, TMPDIR: temporary, npm_config_cache: npmCache, LANIAKEA_PLUGIN_CACHE: tools },
        ...{ LC_ALL: "tr_TR.UTF-8", TZ: "America/Adak" },
      };
      const outcome = await run(["x", "--yes", "--build"], { cwd, env, nobody, umask: "077" });
      expect(outcome.stderr).toContain("✔ Checking it as Laniakea runs it");
      expect(outcome.code).toBe(0);
      expect((await stat(join(cwd, "x"))).mode & 0o777).toBe(0o700);
      expect(await readdir(temporary)).toEqual([]);
    },
  );
});
