import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { makeFolder, personalEnv, run } from "../create/support/cli.js";

const AUTHOR = ["-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "protocol.file.allow=always"];

async function git(cwd: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)("git", [...AUTHOR, ...args], { cwd, env: personalEnv() })).stdout;
}

const update = (cwd: string, ...args: string[]) =>
  run(["update", "--yes", "--no-install", "--timeout", "60", ...args], { cwd });

/** A project that is committed, with a change that conflicts with another timeout. */
async function commitProject(repository: string, below = "x"): Promise<string> {
  await mkdir(repository, { recursive: true });
  await git(repository, "init", "--quiet");
  expect((await run([below, "--yes", "--no-install", "--name", "x"], { cwd: repository })).code).toBe(0);
  const file = join(repository, below, "laniakea-plugin.yaml");
  await writeFile(file, (await readFile(file, "utf8")).replace(/^timeout: 30/m, "timeout: 45"));
  await git(repository, "add", ".");
  await git(repository, "commit", "--quiet", "--message=first");
  return join(repository, below);
}

/** Three sides that differ, as merge tools want them; and nothing of it after the update is taken back. */
async function expectRealConflict(project: string): Promise<void> {
  expect((await update(project)).code).toBe(8);
  const stages = (await git(project, "ls-files", "--unmerged")).trim().split("\n");
  expect(stages.map((line) => /^100644 \w+ (\d)\tlaniakea-plugin.yaml$/.exec(line)?.[1])).toEqual(["1", "2", "3"]);
  expect(new Set(stages.map((line) => line.split(" ")[1])).size).toBe(3);
  expect(await git(project, "status", "--porcelain", "laniakea-plugin.yaml")).toMatch(/^UU /);
  expect(await git(project, "show", ":2:./laniakea-plugin.yaml")).toContain("timeout: 45");
  expect(await git(project, "show", ":3:./laniakea-plugin.yaml")).toContain("timeout: 60");
  expect((await run(["update", "--undo"], { cwd: project })).code).toBe(0);
  expect(await git(project, "status", "--porcelain")).toBe("");
}

describe("in a git repository", () => {
  test("conflicts are real ones, also below its root", async () => {
    const folder = await makeFolder();
    await expectRealConflict(await commitProject(folder, "packages/x"));
  });

  test("in a worktree and in a submodule", async () => {
    const folder = await makeFolder();
    await commitProject(join(folder, "origin"));
    await git(join(folder, "origin"), "worktree", "add", "--quiet", join(folder, "tree"));
    await expectRealConflict(join(folder, "tree/x"));
    await mkdir(join(folder, "outer"));
    await git(join(folder, "outer"), "init", "--quiet");
    await git(join(folder, "outer"), "submodule", "--quiet", "add", join(folder, "origin"), "inner");
    await expectRealConflict(join(folder, "outer/inner/x"));
  });

  test("a merge tool sees the sides", async () => {
    const project = await commitProject(await makeFolder());
    await update(project);
    const tool = 'mergetool.take.cmd=cat "$BASE" "$LOCAL" "$REMOTE" > "$MERGED"';
    await git(
      project,
      "-c",
      "merge.tool=take",
      "-c",
      tool,
      "-c",
      "mergetool.take.trustExitCode=true",
      "mergetool",
      "--no-prompt",
    );
    const text = await readFile(join(project, "laniakea-plugin.yaml"), "utf8");
    expect(text.match(/^timeout: \d+/gm)).toEqual(["timeout: 30", "timeout: 45", "timeout: 60"]);
  });

  test("changes that are not committed are named, and stay; other projects' do not count", async () => {
    const folder = await makeFolder();
    const project = await commitProject(folder);
    await writeFile(join(folder, "other.txt"), "");
    await git(folder, "add", "other.txt");
    await writeFile(join(project, "notes.txt"), "not followed by git");
    await writeFile(join(project, "README.md"), "mine");
    const outcome = await update(project);
    expect([outcome.code, outcome.stderr]).toEqual([3, expect.stringContaining("\n   M x/README.md\n")]);
    expect(await git(project, "diff", "--name-only")).toBe("x/README.md\n");
    expect((await update(project, "--force")).code).toBe(8);
    expect(await readFile(join(project, "README.md"), "utf8")).toBe("mine");
  });
});
