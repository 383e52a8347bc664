import { execFile, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { PACKAGE_MANAGERS } from "../../cli/languages/typescript/package-manager.js";
import { made } from "../python/cache.js";
import { pythonIsThere } from "../python/interpreter.js";
import { pythonEnv } from "../python/project.js";
import { namesIn, personalEnv, ROOT, run } from "./support/cli.js";
import { fakePrograms } from "./support/python.js";

const MINUTES = 60_000;
/** This repository's own. */
const OWN = join(ROOT, ".github/workflows");

interface Said {
  readonly status: number | null;
  /** The answer; what a tool prints on stderr may be about anything, such as what it had to download. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program; undefined where it is not there, which only CI minds. */
function tool(name: string, args: readonly string[], cwd?: string): Said | undefined {
  const { status, stdout, stderr, error } = spawnSync(name, args, { cwd, encoding: "utf8" });
  if (error === undefined) return { status, stdout, stderr };
  if (process.env["CI"]) throw error;
  console.log(`skipped: ${name} is not there`);
  return undefined;
}

const cwd = await mkdtemp(join(tmpdir(), "workflows-"));
afterAll(() => rm(cwd, { recursive: true, force: true }));
const projects = [...PACKAGE_MANAGERS, "python", "go"].map((name) => join(cwd, name));
const WORKFLOWS = ["ci.yml", "executables.yml", "release.yml", "update.yml"];
const files = [
  ...projects.flatMap((project) => WORKFLOWS.map((name) => join(project, ".github/workflows", name))),
  ...(await readdir(OWN)).map((name) => join(OWN, name)),
];
beforeAll(async () => {
  for (const manager of PACKAGE_MANAGERS) {
    await run([manager, "--package-manager", manager, "--ci-update", "weekly", "--no-install", "--quiet"], { cwd });
  }
  await run(["python", "--language", "python", "--ci-update", "monthly", "--no-install", "--quiet"], { cwd });
  await run(["go", "--language", "go", "--ci-update", "weekly", "--no-install", "--quiet"], { cwd });
});

test("actionlint finds nothing in the made workflows", { timeout: 5 * MINUTES }, async () => {
  const module = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";
  // What a workflow calls is looked up in the repository that it is in.
  for (const folder of [...projects, ROOT]) {
    const its = files.filter((file) => file.startsWith(`${folder}/`));
    const said = tool("go", ["run", module, "-shellcheck=", "-pyflakes=", ...its], folder);
    if (said !== undefined) expect(said, said.stderr).toMatchObject({ status: 0, stdout: "" });
  }
});

test.runIf(pythonIsThere())("zizmor finds nothing in the made workflows", { timeout: 5 * MINUTES }, async () => {
  const zizmor = "zizmor==1.32.0";
  const folder = await made("zizmor", [zizmor], async (target) => {
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target", target];
    await execa(await pythonEnv(), [...pip, zizmor]);
  });
  const said = tool(join(folder, "bin/zizmor"), ["--offline", "--no-progress", ...files], cwd);
  expect(said).toMatchObject({ status: 0 });
  expect(`${said?.stdout}${said?.stderr}`).toContain("No findings to report");
});

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly include: readonly Readonly<Record<string, string>>[] } };
  readonly steps?: readonly { readonly uses?: string; readonly run?: string; readonly "working-directory"?: string }[];
}

/** As much of a workflow as the tests below look at. */
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

const read = async (file: string) => parse(await readFile(file, "utf8")) as Workflow;

test("every action is pinned by its commit, and each to one version everywhere", async () => {
  const pins = new Map<string, Set<string>>();
  for (const file of files) {
    for (const [, action = "", pin = ""] of (await readFile(file, "utf8")).matchAll(/uses: ([^.@\s]+)@(.*)$/gm)) {
      expect(pin, file).toMatch(/^[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      pins.set(action, (pins.get(action) ?? new Set()).add(pin));
    }
  }
  expect([...pins].filter(([, versions]) => versions.size !== 1)).toEqual([]);
});

test("no job of a release that may write runs what the project says", async () => {
  for (const project of projects) {
    const { on, permissions, jobs } = await read(join(project, ".github/workflows/release.yml"));
    expect(on).toEqual({ push: { tags: ["v*"] } });
    expect(permissions).toEqual({});
    const { executables, release, ...others } = jobs;
    expect(others).toEqual({});
    expect(executables).toMatchObject({
      uses: "./.github/workflows/executables.yml",
      permissions: { contents: "read" },
    });
    expect(release?.permissions).toEqual({ attestations: "write", contents: "write", "id-token": "write" });
    const steps = release?.steps ?? [];
    expect(steps.some(({ uses = "" }) => uses.startsWith("actions/checkout"))).toBe(false);
    const commands = steps.flatMap(({ run: command }) => command ?? []);
    expect(commands).toEqual([
      "sha256sum -- * > SHA256SUMS",
      'gh release create "$GITHUB_REF_NAME" --verify-tag --generate-notes -- dist/*',
    ]);
    const made = await read(join(project, ".github/workflows/executables.yml"));
    for (const job of Object.values(made.jobs)) expect(job.permissions).toEqual({ contents: "read" });
  }
});

test("the executables of a Go project's release carry its version", async () => {
  const { jobs } = await read(join(cwd, "go/.github/workflows/executables.yml"));
  const commands = jobs["all"]?.steps?.flatMap(({ run: command }) => command ?? []) ?? [];
  expect(commands).toEqual([
    "make test",
    expect.stringContaining('make build TARGET="$target" VERSION="${GITHUB_REF_NAME#v}"'),
  ]);
});

test.each(PACKAGE_MANAGERS)("the executables of a release are all that a build can make, with %s", async (manager) => {
  const { jobs } = await read(join(cwd, manager, ".github/workflows/executables.yml"));
  const commands = jobs["all"]?.steps?.flatMap(({ run: command }) => command ?? []) ?? [];
  expect(commands).toContain(`${manager} run build ${manager === "npm" ? "-- " : ""}--target all`);
  expect(commands.at(-1)).toBe("sha256sum --check SHA256SUMS");
});

/** Runs what a job runs on GitHub, here; what is done by actions the test does. */
async function runSteps({ steps = [], env = {} }: Job, folder: string, more: Readonly<Record<string, string>>) {
  for (const { run: command, "working-directory": inside = "." } of steps) {
    if (command === undefined) continue;
    const options = { cwd: join(folder, inside), env: personalEnv({ ...env, ...more }) };
    await promisify(execFile)("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", command], options);
  }
}

test.runIf(pythonIsThere() && process.platform === "linux")(
  "what the steps of a Python project's release do, from the sources to the files that are attached",
  { timeout: 5 * MINUTES },
  async () => {
    const [project, released] = [join(cwd, "python"), join(cwd, "released")];
    const workflow = (name: string) => read(join(project, ".github/workflows", name));
    const [made, { jobs }] = [await workflow("executables.yml"), await workflow("release.yml")];
    const job = made.jobs["one"] ?? {};
    const row = job.strategy?.matrix.include.find(({ target }) => target === "linux-x64") ?? {};
    const env = Object.entries(job.env ?? {}).map(([name, text]) => [
      name,
      text.replace(/\$\{\{ matrix\.(\w+) \}\}/g, (_, key: string) => row[key] ?? ""),
    ]);
    const bin = await fakePrograms(cwd, { python: 'exec python3 "$@"', gh: 'printf "%s\\n" "$@" > "$SAID"' });
    const PATH = `${bin}:${process.env["PATH"]}`;
    await runSteps({ ...job, env: Object.fromEntries(env) }, project, { PATH });
    await mkdir(released);
    await rename(join(project, "dist"), join(released, "dist"));
    const SAID = join(cwd, "gh-said");
    await runSteps(jobs["release"] ?? {}, released, { PATH, SAID, GITHUB_REF_NAME: "v0.1.0" });
    expect(await namesIn(join(released, "dist"))).toEqual(["SHA256SUMS", "python-linux-x64"]);
    const sums = tool("sha256sum", ["--check", "SHA256SUMS"], join(released, "dist"));
    expect(sums).toMatchObject({ status: 0, stdout: "python-linux-x64: OK\n" });
    expect((await readFile(SAID, "utf8")).trimEnd().split("\n")).toEqual(
      "release create v0.1.0 --verify-tag --generate-notes -- dist/SHA256SUMS dist/python-linux-x64".split(" "),
    );
  },
);
