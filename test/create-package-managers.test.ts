import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { makeFolder, namesIn, personalEnv, run } from "./create-support/cli.js";

const MINUTES = 60_000;

/** Where each comes from, and what it leaves in a project. */
const MANAGERS = [
  { name: "pnpm", from: "pnpm@10.34.9", lockFile: "pnpm-lock.yaml", test: ["test"] },
  { name: "yarn", from: "yarn@1.22.22", lockFile: "yarn.lock", test: ["test"] },
  { name: "yarn", from: "@yarnpkg/cli-dist@4.18.1", lockFile: "yarn.lock", test: ["test"] },
  { name: "bun", from: "bun@1.4.5", lockFile: "bun.lock", test: ["run", "test"] },
] as const;

const tools = await mkdtemp(join(tmpdir(), "package-managers-"));
afterAll(() => rm(tools, { recursive: true, force: true }));

/** @returns a PATH with the package manager on it; undefined where the registry does not give it. */
async function pathWith(from: string): Promise<string | undefined> {
  const folder = join(tools, from.replaceAll(/\W/g, "-"));
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), '{ "private": true }');
  try {
    await promisify(execFile)("npm", ["install", "--no-audit", "--no-fund", from], { cwd: folder, env: personalEnv() });
  } catch (error) {
    if (process.env["CI"]) throw error;
    console.log(`skipped: ${from} cannot be installed from the registry`);
    return undefined;
  }
  return [join(folder, "node_modules/.bin"), process.env["PATH"]].join(delimiter);
}

describe("a project's install, lint, types, tests, build and check", () => {
  test.each(MANAGERS)("with $from", { timeout: 5 * MINUTES }, async ({ name, from, lockFile, test: testArgs }) => {
    const PATH = await pathWith(from);
    if (PATH === undefined) return;
    const cwd = join(await makeFolder(), "mein Gerät");
    await mkdir(cwd);
    // Package managers freeze their lock files where CI is set; detected as npm create and its likes are: by the agent.
    const env = { PATH, CI: "true", npm_config_user_agent: `${name}/9.9.9 npm/? node/v20.17.0 linux x64` };
    for (const [type, count] of [
      ["datasource", 1],
      ["controller", 3],
    ] as const) {
      const outcome = await run([type, "--type", type, "--yes"], { cwd, env });
      expect(outcome).toMatchObject({ code: 0 });
      expect(outcome.stdout).toMatch(new RegExp(`^ {2}${name} ${testArgs.join(" ")} +# drives it`, "m"));
      expect(outcome.stdout).toContain(`  ${name} create laniakea-plugin@`);

      const project = join(cwd, type);
      expect(await namesIn(project)).toContain(lockFile);
      expect(await namesIn(project)).not.toContain("package-lock.json");
      const inProject = async (...args: string[]) =>
        (await promisify(execFile)(name, args, { cwd: project, env: personalEnv({ PATH, CI: "true" }) })).stdout;
      const [lint, tests, build] = await Promise.all([
        inProject("run", "lint"),
        inProject(...testArgs),
        inProject("run", "build"),
        inProject("run", "typecheck"),
      ]);
      expect(lint).toContain("Found 0 warnings and 0 errors");
      expect(tests).toContain(`# pass ${count}\n# fail 0`);
      expect(build).toContain(join(project, "dist", type));
      expect(await inProject("run", "check")).toContain("✔");
    }
    // The lock file is complete: what CI runs changes nothing.
    const [project, frozen] = [join(cwd, "datasource"), ["install", "--frozen-lockfile"]];
    const lock = await readFile(join(project, lockFile), "utf8");
    await promisify(execFile)(name, frozen, { cwd: project, env: personalEnv({ PATH, CI: "true" }) });
    expect(await readFile(join(project, lockFile), "utf8")).toBe(lock);
  });
});

describe("which one is used", () => {
  const answersOf = async (cwd: string, args: readonly string[], env = {}) => {
    const { stdout } = await run(["x", "--dry-run", "--json", "--no-install", ...args], { cwd, env });
    return JSON.parse(stdout).answers.packageManager;
  };

  test("flag, answers file, agent, lock file above, npm: the first that says", async () => {
    const cwd = await makeFolder();
    const bun = { npm_config_user_agent: "bun/1.4.5" };
    expect(await answersOf(cwd, [])).toBe("npm");
    await writeFile(join(cwd, "pnpm-lock.yaml"), "");
    const below = join(cwd, "packages");
    await mkdir(below);
    expect(await answersOf(below, [])).toBe("pnpm");
    expect(await answersOf(below, [], bun)).toBe("bun");
    await writeFile(join(below, "a.yaml"), "packageManager: yarn");
    expect(await answersOf(below, ["--answers", "a.yaml"], bun)).toBe("yarn");
    expect(await answersOf(below, ["--answers", "a.yaml", "--package-manager", "npm"], bun)).toBe("npm");
  });

  test("one that is missing is said before anything is written, with all else", async () => {
    const cwd = await makeFolder();
    const args = ["x", "--yes", "--build", "--git", "--package-manager", "bun"];
    const outcome = await run(args, { cwd, env: { PATH: cwd } });
    expect(outcome.code).toBe(4);
    expect(outcome.stderr.trimEnd().split("\n")).toEqual([
      "error: 3 things are missing; nothing was written",
      "  bun is not on the PATH",
      "  → npm install --global bun, or leave the install out with --no-install",
      "  npm is not on the PATH",
      "  → install Node.js with npm (https://nodejs.org), or leave the install out with --no-install",
      "  git is not on the PATH",
      "  → install git (https://git-scm.com), or leave the repository out with --no-git",
    ]);
    expect(await namesIn(cwd)).toEqual([]);
  });
});
