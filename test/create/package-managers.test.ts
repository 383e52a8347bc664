import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeFolder, namesIn, run } from "./support/cli.js";

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
