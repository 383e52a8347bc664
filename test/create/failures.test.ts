import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { makeFolder, namesIn, personalEnv, ROOT, run } from "./support/cli.js";
import { makeFastTools } from "./support/fast-tools.js";
import { treeText } from "./support/tree.js";

let tools: string;
let env: Record<string, string>;
beforeAll(async () => {
  tools = await mkdtemp(join(tmpdir(), "create-failures-"));
  env = await makeFastTools(tools);
});
afterAll(() => rm(tools, { recursive: true, force: true }));

const CONFIG = "# lab\nPlugins:\n- name: old\n  type: datasource\n  exec: old\n";
const REGISTER = ["x", "--yes", "--register", "--laniakea-dir", "home", "--json"];

/** A folder with a daemon's folder in it, and a temporary folder of its own. */
async function makePlace(): Promise<string> {
  const cwd = await makeFolder();
  for (const name of ["home", "tmp"]) await mkdir(join(cwd, name));
  await writeFile(join(cwd, "home/config.yaml"), CONFIG);
  await writeFile(join(cwd, "home/old"), "#!/bin/sh\n", { mode: 0o755 });
  return cwd;
}

interface Failure {
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What is in the way; by default nothing is. */
  readonly arrange?: (cwd: string) => Promise<unknown>;
  readonly code: number;
  /** `error.code` in the report. */
  readonly word: string;
  readonly message: RegExp;
  /** What helps: in the hint, or in the details beside each problem. */
  readonly remedy: RegExp;
  /** Whether the project stays, complete. Default: no. */
  readonly project?: boolean;
  readonly log?: RegExp;
}

const put = (file: string, text: string) => (cwd: string) => writeFile(join(cwd, file), text);
const ENTRY = "Plugins:\n- name: x\n  type: controller\n  exec: other\n";

/** One row per cause; those of wrong answers and of the folder are in create.test.ts and create-dry-run.test.ts. */
const FAILURES: readonly Failure[] = [
  {
    name: "a tool is missing",
    env: { PATH: "/nowhere" },
    code: 4,
    word: "toolMissing",
    message: /^npm is not on the PATH$/,
    remedy: /install Node\.js with npm/,
  },
  {
    name: "types that do not fit",
    env: { FAIL_STEP: "tsc" },
    code: 5,
    word: "buildFailed",
    message: /^the TypeScript compiler found errors; nothing was built$/,
    remedy: /correct them/,
    project: true,
  },
  {
    name: "build tools that cannot be fetched",
    env: { LANIAKEA_PLUGIN_CACHE: "CWD/empty" },
    code: 5,
    word: "buildFailed",
    message: /^npm could not fetch the build tools$/,
    remedy: /network and npm's registry/,
    project: true,
    log: /ENOTFOUND/,
  },
  {
    name: "pkg that fails",
    env: { FAIL_STEP: "pkg" },
    code: 5,
    word: "buildFailed",
    message: /^the bundle could not be made into an executable$/,
    remedy: /no room for the blob/,
    project: true,
    log: /no room for the blob/,
  },
  {
    name: "an executable that does not speak",
    env: { FAIL_STEP: "mute" },
    code: 5,
    word: "buildFailed",
    message: /does not speak to a host: it ended with exit code 3/,
    remedy: /no sensor here[^]*correct that and build again/,
    project: true,
  },
  {
    name: "a plugin that fails its check",
    env: { FAIL_STEP: "dying" },
    code: 6,
    word: "checkFailed",
    message: /^the plugin failed \d+ of \d+ checks$/,
    remedy: /correct src\/plugin\.ts; npm run build and npm run check show the same/,
    project: true,
  },
  {
    name: "a config with another plugin of the name",
    arrange: put("home/config.yaml", ENTRY),
    code: 7,
    word: "configFailed",
    message: /config\.yaml:2:\d+: there is another plugin "x"/,
    remedy: /--overwrite changes it/,
  },
  {
    name: "a PluginDir that the daemon does not understand",
    arrange: put("home/config.yaml", "PluginDir: ~/plugins\n"),
    code: 7,
    word: "configFailed",
    message: /PluginDir is "~\/plugins": the daemon does not expand ~/,
    remedy: /write the whole path there/,
  },
  {
    name: "another program in the executable's place",
    arrange: put("home/x", "#!/bin/sh\n# somebody's\n"),
    code: 7,
    word: "configFailed",
    message: /home\/x is another program, and no plugin in the config runs it; nothing was changed$/,
    remedy: /move it away/,
    project: true,
  },
];

describe("failure → exit code → what is there", () => {
  let complete: string;
  beforeAll(async () => {
    const cwd = await mkdtemp(join(tools, "complete-"));
    await run(["x", "--yes", "--no-install", "--quiet"], { cwd, env });
    complete = await treeText(join(cwd, "x"));
  });

  test.each(FAILURES)("$name: $code", { timeout: 60_000 }, async (failure) => {
    const cwd = await makePlace();
    await failure.arrange?.(cwd);
    const home = await treeText(join(cwd, "home"));
    const own = Object.entries(failure.env ?? {}).map(([key, value]) => [key, value.replace("CWD", cwd)]);
    const all = { ...env, TMPDIR: join(cwd, "tmp"), ...(Object.fromEntries(own) as Record<string, string>) };
    const { code, stdout, stderr } = await run(REGISTER, { cwd, env: all });
    const { exitCode, error } = JSON.parse(stdout);
    expect([code, exitCode, error.code]).toEqual([failure.code, failure.code, failure.word]);
    expect(error.message).toMatch(failure.message);
    expect([...error.details, error.hint].join("\n")).toMatch(failure.remedy);
    expect(stderr).toContain(`error: ${error.message}\n`);
    expect(stderr).not.toMatch(/^ +at .*:\d+:\d+\)?$/m);
    if (failure.log) expect(await readFile(error.log, "utf8")).toMatch(failure.log);
    else expect(error.log).toBeNull();

    expect(await treeText(join(cwd, "home"))).toBe(home);
    expect(await namesIn(join(cwd, "tmp"))).toEqual([]);
    expect((await namesIn(cwd)).filter((name) => name !== "empty")).toEqual([
      "home",
      "tmp",
      ...(failure.project ? ["x"] : []),
    ]);
    if (!failure.project) return;
    // Built and then refused by the daemon's folder, it stays; what was not built is not there in parts.
    expect(await namesIn(join(cwd, "x/dist")).catch(() => [])).toEqual(failure.code > 5 ? ["x", "x.notices.txt"] : []);
    for (const name of ["dist", "node_modules"]) await rm(join(cwd, "x", name), { recursive: true, force: true });
    expect(await treeText(join(cwd, "x"))).toBe(complete);
  });

  test("a bug of ours: 1, its message, what to tell us, and a stack only with --verbose", async () => {
    const cwd = await makeFolder();
    await Promise.all(
      ["dist", "generators", "package.json"].map((name) =>
        cp(join(ROOT, name), join(cwd, "ours", name), { recursive: true }),
      ),
    );
    await rm(join(cwd, "ours/dist/vendor"), { recursive: true });
    const broken = (...args: string[]) => {
      try {
        return execFileSync(process.execPath, [join(cwd, "ours/dist/cli.js"), "x", "--yes", "--no-install", ...args], {
          cwd,
          env: personalEnv(),
          encoding: "utf8",
          stdio: "pipe",
        });
      } catch (error) {
        return error as { status: number; stdout: string; stderr: string };
      }
    };
    const short = broken();
    expect(short).toMatchObject({ status: 1, stdout: "" });
    const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
    const about = `create-laniakea-plugin ${version}, Node.js ${process.version}, ${process.platform} ${process.arch}`;
    expect((short as { stderr: string }).stderr.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^internal error: /),
      `→ this is a bug of ours: please report it, with "${about}"; run again with --verbose for the details`,
    ]);
    expect(broken("--verbose")).toMatchObject({ status: 1, stderr: expect.stringMatching(/^ +at .*:\d+:\d+\)?$/m) });
    expect(broken("--json")).toMatchObject({ status: 1, stdout: expect.stringContaining('"code": "internal"') });
    expect(await namesIn(cwd)).toEqual(["ours"]);
  });
});

const mountable = canMount();
if (!mountable) console.log("skipped: full disks (mounting is not allowed here)");

/** What is full in the daemon's folder is in register-processes.test.ts. */
describe.skipIf(!mountable)("a disk that is full", () => {
  /** Files that fit, however much room there says to be: what is looked at before passes. */
  async function mounted(folder: string, files: number, size = "700m"): Promise<void> {
    await mkdir(folder, { recursive: true });
    // The folder itself is one.
    execFileSync("mount", ["-t", "tmpfs", "-o", `mode=755,size=${size},nr_inodes=${files + 1}`, "tmpfs", folder]);
    onTestFinished(() => void execFileSync("umount", [folder]));
  }
  const report = ({ stdout }: { stdout: string }) => JSON.parse(stdout);

  test("the project's, before anything is written: exit 4", async () => {
    const cwd = await makePlace();
    await mounted(join(cwd, "disk"), 1000, "1m");
    const outcome = await run(["disk/x", "--yes", "--no-install"], { cwd, env });
    expect(outcome).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/disk has [01] MB left; about 2 MB are needed\n→ make room/),
    });
    expect(await readdir(join(cwd, "disk"))).toEqual([]);
  });

  test.each([0, 1, 2, 5, 12])("the project's, after %i files and folders: exit 3, nothing is there", async (files) => {
    const cwd = await makePlace();
    await mounted(join(cwd, "disk"), files);
    const outcome = await run(["disk/new/x", "--yes", "--no-install"], { cwd, env });
    expect(outcome).toMatchObject({ code: 3, stdout: "" });
    expect(outcome.stderr).toMatch(
      /disk\/new\/x: no space left on the disk \(ENOSPC\); nothing was changed\n→ make room there/,
    );
    expect(await readdir(join(cwd, "disk"))).toEqual([]);
  });

  test("that of a folder with files of the user's: each is as it was", async () => {
    const cwd = await makePlace();
    const project = join(cwd, "disk");
    await mounted(project, 8);
    await writeFile(join(project, "README.md"), "mine");
    await mkdir(join(project, "src"));
    await writeFile(join(project, "src/plugin.ts"), "my code");
    const before = await treeText(project);
    const outcome = await run(["disk", "--yes", "--no-install", "--overwrite"], { cwd, env });
    expect(outcome).toMatchObject({ code: 3, stderr: expect.stringContaining("no space left on the disk") });
    expect(await treeText(project)).toBe(before);
  });

  test("the project's, by the install: exit 5, no half of an executable, config as it was", async () => {
    const cwd = await makePlace();
    await mounted(join(cwd, "disk"), 120);
    const outcome = await run(["disk/x", ...REGISTER.slice(1)], { cwd, env: { ...env, FAIL_STEP: "full" } });
    expect(outcome.code).toBe(5);
    expect(report(outcome).error.message).toMatch(
      /disk\/x\/dist cannot be written: no space left on the disk \(ENOSPC\)$/,
    );
    expect(await namesIn(join(cwd, "disk/x"))).not.toContain("dist");
    expect(await readFile(join(cwd, "home/config.yaml"), "utf8")).toBe(CONFIG);
  });

  test("the build tools': exit 5, and which folder can be another", async () => {
    const cwd = await makePlace();
    await mounted(join(cwd, "cache"), 0);
    const outcome = await run(REGISTER, { cwd, env: { ...env, LANIAKEA_PLUGIN_CACHE: join(cwd, "cache") } });
    expect(outcome.code).toBe(5);
    expect(report(outcome).error).toMatchObject({
      message: expect.stringMatching(/build tools cannot be written: .*cache: no space left on the disk \(ENOSPC\)$/),
      hint: expect.stringContaining("LANIAKEA_PLUGIN_CACHE"),
    });
    expect(await readdir(join(cwd, "cache"))).toEqual([]);
    expect(await namesIn(join(cwd, "x"))).not.toContain("dist");
  });

  test("the temporary folder's: the plugin says so, and nothing is registered", async () => {
    const cwd = await makePlace();
    await mounted(join(cwd, "full"), 0);
    const outcome = await run(REGISTER, { cwd, env: { ...env, TMPDIR: join(cwd, "full") } });
    expect(outcome.code).toBe(5);
    expect(report(outcome).error.details.join("\n")).toMatch(/ENOSPC/);
    expect(await readFile(join(cwd, "home/config.yaml"), "utf8")).toBe(CONFIG);
    expect(await namesIn(join(cwd, "home"))).toEqual(["config.yaml", "old"]);
  });
});

function canMount(): boolean {
  if (process.platform !== "linux") return false;
  const folder = execFileSync("mktemp", ["-d"], { encoding: "utf8" }).trim();
  try {
    execFileSync("mount", ["-t", "tmpfs", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder]);
    return true;
  } catch {
    return false;
  } finally {
    execFileSync("rmdir", [folder]);
  }
}
