import { type ChildProcess, spawn } from "node:child_process";
import { randomInt, randomUUID } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { untilNobodyHas } from "../process-alive.js";
import { CLI, personalEnv } from "./support/cli.js";
import { makeFastTools } from "./support/fast-tools.js";
import { seeded } from "./support/random.js";

const SEED = Number(process.env["KILL_SEED"] ?? randomInt(2 ** 31));
const LAYER = join(import.meta.dirname, "support/kill-layer.cjs");
const SIGNALS = ["SIGINT", "SIGTERM", "SIGKILL"] as const;
const MINUTES = 60_000;
/** Killed runs of each kind, at other moments each time. */
const KILLS = Number(process.env["KILLS"] ?? 50);
const POINTS = { whole: Math.ceil(KILLS * 0.76), overwrite: Math.floor(KILLS * 0.24) } as const;
/** Runs at a time: most of a run is waiting. */
const AT_ONCE = 6;

type Tree = ReadonlyMap<string, string>;
type Signal = (typeof SIGNALS)[number];

/** When a run is killed: before a call to the file system, or some time after it has said a number of lines. */
type Moment = { readonly call: number } | { readonly line: number; readonly delay: number };

interface Killed {
  readonly cwd: string;
  /** Null when the signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;
let env: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "create-kill-"));
  env = { ...(await makeFastTools(join(folder, "tools"))), ...GIT };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A git that knows who commits, and nothing of this machine's settings. */
const GIT = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "a@b.c",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "a@b.c",
};

/** Every file, link and folder below `root`, without those for which `skip` says so. */
async function treeOf(root: string, skip: (path: string) => boolean = () => false): Promise<Tree> {
  const tree = new Map<string, string>();
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    const path = relative(root, file);
    if (skip(path)) continue;
    if (entry.isDirectory()) tree.set(`${path}/`, "");
    else if (entry.isSymbolicLink()) tree.set(path, `→ ${await readlink(file)}`);
    else tree.set(path, entry.isFile() ? await readFile(file, "latin1") : "no file");
  }
  return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function same(a: Tree, b: Tree): boolean {
  return JSON.stringify([...a]) === JSON.stringify([...b]);
}

/** What is made by the generator itself; the rest comes from npm, git and the build. */
const notRendered = (path: string) => /^(node_modules|dist|\.git)(\/|$)/.test(path);

function startRun(cwd: string, args: readonly string[], extra: Readonly<Record<string, string>>): ChildProcess {
  const all = personalEnv({ ...env, TMPDIR: join(cwd, "tmp"), NODE_OPTIONS: `--require=${LAYER}`, ...extra });
  return spawn(process.execPath, [CLI, ...args], { cwd, env: all, stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs to its end, or to `moment`; ends when nothing of it runs any more. */
async function runAndKill(
  cwd: string,
  args: readonly string[],
  signal: Signal,
  moment?: Moment,
  extra: Readonly<Record<string, string>> = {},
): Promise<Killed> {
  const id = randomUUID();
  const at = moment && "call" in moment ? { KILL_AT: String(moment.call), KILL_SIGNAL: signal } : {};
  const child = startRun(cwd, args, { KILL_TEST_RUN: id, ...at, ...extra });
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk) => (stdout += chunk));
  let armed = moment !== undefined && "line" in moment;
  const arm = () => {
    if (!armed || !moment || !("line" in moment) || stderr.split("\n").length <= moment.line) return;
    armed = false;
    setTimeout(() => child.kill(signal), moment.delay);
  };
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
    arm();
  });
  arm();
  const code = await exitOf(child, () => `${signal} ${JSON.stringify(moment)}: it does not end\n${stderr}`);
  await untilNobodyHas(id, 15_000);
  return { cwd, code, stdout, stderr };
}

/** Rejects, and ends it, when it takes much longer than any run. */
function exitOf(child: ChildProcess, describe: () => string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(describe()));
    }, 40_000);
    child.on("exit", (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

async function inParallel(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** A folder as a person has it: files of theirs, a daemon's folder with a config and another plugin, a temporary folder. */
async function makePlace(name: string): Promise<string> {
  const cwd = join(folder, name);
  for (const made of ["tmp", "home/plugins"]) await mkdir(join(cwd, made), { recursive: true });
  await writeFile(join(cwd, "thesis.txt"), "years of work");
  await writeFile(join(cwd, "tmp/other"), "of another program");
  await writeFile(join(cwd, "home/plugins/old"), "#!/bin/sh\n", { mode: 0o755 });
  const config = `# lab\r\nPluginDir: ${join(cwd, "home/plugins")}\r\nPlugins:\r\n- name: old\r\n  type: datasource\r\n  exec: old\r\n`;
  await writeFile(join(cwd, "home/config.yaml"), config);
  return cwd;
}

/** What is below a place and nobody may change, and the three that a run may. */
async function look(cwd: string) {
  const others = await treeOf(cwd, (path) => /^(x|home|tmp)(\/|$)/.test(path));
  const withoutPath = (tree: Tree) => new Map([...tree].map(([path, text]) => [path, text.replaceAll(cwd, "CWD")]));
  return {
    others,
    tmp: await treeOf(join(cwd, "tmp")),
    home: withoutPath(await treeOf(join(cwd, "home"))),
    project: await treeOf(join(cwd, "x"), notRendered),
    dist: await treeOf(join(cwd, "x/dist")),
  };
}
type Look = Awaited<ReturnType<typeof look>>;

function momentFrom(random: () => number, calls: number, lines: number): Moment {
  if (random() < 0.5) return { call: 1 + Math.floor(random() * calls) };
  // Line 0: while it loads and renders.
  return { line: Math.floor(random() * lines), delay: Math.floor(random() ** 2 * 600) };
}

describe(`killed at random moments (KILL_SEED=${SEED})`, () => {
  test("a whole run: all or nothing of each, and nobody left", { timeout: 5 * MINUTES }, async () => {
    const args = ["x", "--yes", "--git", "--register", "--laniakea-dir", "home"];
    const [before, after, calls, lines] = await reference(args);
    const random = seeded(SEED);
    const points = Array.from({ length: POINTS.whole }, (_, index) => ({
      signal: SIGNALS[index % 3] as Signal,
      moment: momentFrom(random, calls, lines),
    }));
    const seen = { nothing: 0, project: 0, registered: 0, finished: 0 };
    await inParallel(points.length, async (index) => {
      const { signal, moment } = points[index] as (typeof points)[number];
      const cwd = await makePlace(`run-${index}`);
      const killed = await runAndKill(cwd, args, signal, moment);
      const now = await look(cwd);
      const where = `point ${index}: ${signal} ${JSON.stringify(moment)}\n${killed.stderr}`;
      if (signal === "SIGKILL") await expectNothingLost(killed, now, before, after, where);
      else expectAllOrNothing(signal, killed, now, before, after, where);
      seen[
        killed.code === 0
          ? "finished"
          : now.project.size === 0
            ? "nothing"
            : same(now.home, after.home)
              ? "registered"
              : "project"
      ]++;
      await rm(cwd, { recursive: true });
    });
    console.log(`killed at ${points.length} points: ${JSON.stringify(seen)}`);
    expect(seen.finished).toBeLessThan(points.length / 4);
    expect(seen.nothing).toBeGreaterThan(points.length / 12);
    expect(seen.project).toBeGreaterThan(points.length / 6);
  });

  test("--overwrite in a folder with files: each of them is there, whole", { timeout: 3 * MINUTES }, async () => {
    const args = ["x", "--yes", "--no-install", "--overwrite"];
    const source = join(folder, "template");
    await runAndKill(await makePlace("template"), args, "SIGKILL");
    const prepare = async (name: string) => {
      const cwd = await makePlace(name);
      await cp(join(source, "x"), join(cwd, "x"), { recursive: true });
      for (const path of ["README.md", "src/plugin.ts", "package.json"]) await writeFile(join(cwd, "x", path), "mine");
      for (const path of ["AGENTS.md", ".gitignore"]) await rm(join(cwd, "x", path));
      return cwd;
    };
    const [reference, calls] = [await prepare("overwritten"), join(folder, "overwrite-calls")];
    const before = await treeOf(join(reference, "x"));
    await runAndKill(reference, args, "SIGKILL", undefined, { CALLS_FILE: calls });
    const after = await treeOf(join(reference, "x"));
    const random = seeded(SEED);
    const count = Number(await readFile(calls, "utf8"));
    const seen = { before: 0, between: 0, after: 0 };
    await inParallel(POINTS.overwrite, async (index) => {
      const signal = SIGNALS[index % 3] as Signal;
      const call = 1 + Math.floor(random() * count);
      const cwd = await prepare(`overwrite-${index}`);
      const { code, stderr } = await runAndKill(cwd, args, signal, { call });
      const where = `point ${index}: ${signal} at call ${call}\n${stderr}`;
      const now = await treeOf(join(cwd, "x"), (path) => path.startsWith(".x.create-"));
      const state = same(now, before) ? "before" : same(now, after) ? "after" : "between";
      seen[state]++;
      if (signal !== "SIGKILL") expect(["before", "after"], where).toContain(state);
      if (code === 0) expect(state, where).toBe("after");
      for (const [path, text] of now) expect([before.get(path), after.get(path)], `${path}, ${where}`).toContain(text);
      for (const path of before.keys()) expect([...now.keys()], where).toContain(path);
      for (const path of ["README.md", "src/plugin.ts", "package.json"]) {
        expect([now.get(path), now.get(`replaced/${path}`)], `${path}, ${where}`).toContain("mine");
      }
      // Whatever was left, the next run makes the project, and tidies.
      expect((await runAndKill(cwd, args, "SIGKILL")).code, where).toBe(0);
      const again = await treeOf(join(cwd, "x"), (path) => path.startsWith("replaced"));
      expect([...again], where).toEqual([...after].filter(([path]) => !path.startsWith("replaced")));
    });
    console.log(`killed at ${POINTS.overwrite} points of --overwrite: ${JSON.stringify(seen)}`);
    expect(seen.before).toBeGreaterThan(2);
  });

  async function reference(args: readonly string[]): Promise<[Look, Look, number, number]> {
    const cwd = await makePlace("reference");
    const before = await look(cwd);
    const callsFile = join(folder, "calls");
    const { code, stderr } = await runAndKill(cwd, args, "SIGKILL", undefined, { CALLS_FILE: callsFile });
    expect(stderr).toContain("✔ Registering");
    expect(code).toBe(0);
    const after = await look(cwd);
    expect(same(after.tmp, before.tmp)).toBe(true);
    expect(same(after.home, before.home)).toBe(false);
    return [before, after, Number(await readFile(callsFile, "utf8")), stderr.trim().split("\n").length];
  }
});

function expectAllOrNothing(signal: Signal, killed: Killed, now: Look, before: Look, after: Look, where: string): void {
  const { code, stderr, stdout } = killed;
  // Before it listens for signals, and after it has done all, the signal itself ends it.
  expect([130, 0, null], where).toContain(code);
  expect([...now.others], where).toEqual([...before.others]);
  expect([...now.tmp], where).toEqual([...before.tmp]);
  const home = same(now.home, before.home) ? before.home : after.home;
  expect([...now.home], where).toEqual([...home]);
  if (code === 0) expect([...now.home], where).toEqual([...after.home]);
  if (now.project.size === 0) {
    expect(stderr, where).not.toContain("complete");
    expect([...now.home], where).toEqual([...before.home]);
    if (code === 130) expect(stderr, where).toMatch(/^interrupted; nothing was written$/m);
    return;
  }
  expect([...now.project], where).toEqual([...after.project]);
  expect([0, after.dist.size], where).toContain(now.dist.size);
  if (code === 130)
    expect(stderr, where).toMatch(/interrupted; the project is complete\. Go on: cd x && (git init && )?npm /);
  else expect(stdout, where).toContain("Made x");
}

/** Nobody can tidy up after SIGKILL: what was there is as it was, what is new is whole, and the next run tidies. */
async function expectNothingLost(killed: Killed, now: Look, before: Look, after: Look, where: string): Promise<void> {
  const isStaging = (path: string) => /^\.x\.create-/.test(path);
  expect(
    [...now.others].filter(([path]) => !isStaging(path)),
    where,
  ).toEqual([...before.others]);
  if (now.project.size > 0) expect([...now.project], where).toEqual([...after.project]);
  const [config, program] = [now.home.get("config.yaml"), now.home.get("plugins/x")];
  expect([before.home.get("config.yaml"), after.home.get("config.yaml")], where).toContain(config);
  expect(now.home.get("plugins/old"), where).toBe(before.home.get("plugins/old"));
  // The daemon does not start with an entry whose executable is not there.
  if (config === after.home.get("config.yaml")) expect(program, where).toBe(after.home.get("plugins/x"));
  if (![...now.others.keys()].some(isStaging)) return;
  const { cwd } = killed;
  const again = await runAndKill(cwd, ["x", "--yes", "--no-install", "--overwrite"], "SIGKILL");
  expect(again.code, `${where}\nagain: ${again.stderr}`).toBe(0);
  expect((await readdir(cwd)).sort()).toEqual(["home", "thesis.txt", "tmp", "x"]);
}
