import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CLI, fakeNpm, makeFolder, namesIn, personalEnv, run, start } from "./support/cli.js";

/** git with a home of its own, so that the configuration of whoever runs the test does not matter. */
function identity(home: string, name = "Ada"): Record<string, string> {
  const who =
    name === ""
      ? {}
      : { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: "a@b.c", GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: "a@b.c" };
  return { HOME: home, XDG_CONFIG_HOME: home, GIT_CONFIG_NOSYSTEM: "1", EMAIL: "", ...who };
}

const git = (cwd: string, ...args: string[]) => execFileSync("git", args, { cwd, encoding: "utf8", stdio: "pipe" });
const ARGS = ["x", "--yes", "--no-install", "--git", "--json"];

const hasGit = spawnSync("git", ["--version"]).status === 0;
if (!hasGit) console.log("skipped: git is not on the PATH");

describe.skipIf(!hasGit && !process.env["CI"])("--git", () => {
  test("a repository with all files in its first commit", async () => {
    const cwd = await makeFolder();
    const { code, stdout } = await run(ARGS, { cwd, env: identity(cwd) });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).git).toEqual({ status: "committed" });
    const project = join(cwd, "x");
    expect(git(project, "status", "--porcelain")).toBe("");
    expect(git(project, "log", "--format=%an %s")).toMatch(/^Ada Start from create-laniakea-plugin \d+\.\d+\.\d+\n$/);
    expect(git(project, "ls-files")).toContain("src/plugin.ts");
  });

  test("no commit without an identity, and it says what to do", async () => {
    const cwd = await makeFolder();
    const { code, stdout } = await run(ARGS.slice(0, -1), { cwd, env: identity(cwd, "") });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}\.git +the repository, without a commit: git does not know who you are: git config/m);
    expect(() => git(join(cwd, "x"), "rev-parse", "HEAD")).toThrow();
    expect(existsSync(join(cwd, "x/.git/HEAD"))).toBe(true);
  });

  test("also when the install fails, and an interrupted run says that it is to be made", async () => {
    const cwd = await makeFolder();
    const args = ["--yes", "--git", "--json"];
    const failing = await fakeNpm(cwd, "echo no network >&2; exit 1");
    const failed = await run(["x", ...args], { cwd, env: { ...identity(cwd), ...failing } });
    expect(failed.code).toBe(5);
    expect(JSON.parse(failed.stdout)).toMatchObject({ error: { code: "buildFailed" }, git: { status: "committed" } });
    expect(git(join(cwd, "x"), "status", "--porcelain")).toBe("");

    const env = { ...identity(cwd), ...(await fakeNpm(cwd, "echo waiting >&2; exec sleep 60")) };
    const { child, ended } = start(["y", ...args, "--verbose"], { cwd, env });
    child.stderr?.on("data", (chunk) => String(chunk).includes("waiting") && child.kill("SIGINT"));
    const interrupted = await ended;
    expect(interrupted.code).toBe(130);
    expect(interrupted.stderr).toContain("Go on: cd y && npm install && git init\n");
    expect(JSON.parse(interrupted.stdout).git).toBe(null);
  });

  test("none inside another repository, and it says so", async () => {
    const cwd = await makeFolder();
    git(cwd, "init", "--quiet");
    const { code, stdout } = await run(ARGS.slice(0, -1), { cwd, env: identity(cwd) });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}\.git +not made: the folder is in a git repository already$/m);
    expect(existsSync(join(cwd, "x/.git"))).toBe(false);
  });

  test("a commit that a hook refuses does not fail the run", async () => {
    const cwd = await makeFolder();
    const env = {
      ...identity(cwd),
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.hooksPath",
      GIT_CONFIG_VALUE_0: join(cwd, "hooks"),
    };
    await mkdir(join(cwd, "hooks"));
    await writeFile(join(cwd, "hooks/pre-commit"), "#!/bin/sh\necho 'not on my watch' >&2\nexit 1\n", { mode: 0o755 });
    const { code, stdout } = await run(ARGS, { cwd, env });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).git).toEqual({ status: "initialized", reason: "not on my watch" });
  });

  test("--overwrite: what was in the folder, and the copies of what was replaced, are not in the commit", async () => {
    const cwd = await makeFolder();
    const project = join(cwd, "x");
    await mkdir(join(project, "src"), { recursive: true });
    for (const path of ["README.md", "secret.env", "src/mine.ts"]) await writeFile(join(project, path), "mine\n");
    // Somebody who ignores archives everywhere: the project does not install without the one that it carries.
    await writeFile(join(cwd, "ignored"), "*.tgz\n");
    const config = {
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.excludesFile",
      GIT_CONFIG_VALUE_0: join(cwd, "ignored"),
    };
    const env = { ...identity(cwd), ...config };
    const args = ["x", "--yes", "--no-install", "--git", "--overwrite"];
    const planned = JSON.parse((await run([...args, "--dry-run", "--json"], { cwd, env })).stdout);
    const { code, stdout } = await run(args, { cwd, env });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^ {2}\.git +the repository, with a first commit of what was made; what was in the folder is left/m,
    );
    const made: string[] = planned.files.map(({ path }: { path: string }) => path);
    expect(git(project, "ls-files").trimEnd().split("\n").sort()).toEqual([...made].sort());
    expect(git(project, "status", "--porcelain", "-uall").trimEnd().split("\n").sort()).toEqual(
      ["replaced/README.md", "secret.env", "src/mine.ts"].map((path) => `?? ${path}`),
    );
    expect(planned.commands[1].command).toBe(`git add --force -- ${made.join(" ")}`);
  });

  test("inside a git hook: the commit that it belongs to has what it had, and the project its own", async () => {
    const cwd = await makeFolder();
    const outer = join(cwd, "outer");
    await mkdir(outer);
    git(outer, "init", "--quiet");
    await writeFile(join(outer, "file"), "one\n");
    git(outer, "add", "file");
    const hook = `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "${join(cwd, "x")}" --yes --no-install --git --quiet\n`;
    await writeFile(join(outer, ".git/hooks/pre-commit"), hook, { mode: 0o755 });
    const env = { ...personalEnv(identity(cwd)) };
    execFileSync("git", ["commit", "--quiet", "--all", "--message=outer"], { cwd: outer, env, stdio: "pipe" });
    expect(git(outer, "ls-files")).toBe("file\n");
    expect(git(outer, "log", "--format=%s")).toBe("outer\n");
    expect(git(outer, "status", "--porcelain")).toBe("");
    expect(git(join(cwd, "x"), "ls-files")).toContain("src/plugin.ts");
    expect(git(join(cwd, "x"), "status", "--porcelain")).toBe("");
  });

  test("whoever ignores such files everywhere has a repository that installs all the same", async () => {
    const cwd = await makeFolder();
    await writeFile(join(cwd, "ignored"), "*.tgz\nvendor/\n*.lock\n");
    await writeFile(join(cwd, ".gitconfig"), `[core]\n\texcludesFile = ${join(cwd, "ignored")}\n`);
    await run(ARGS, { cwd, env: identity(cwd) });
    expect(git(join(cwd, "x"), "ls-files")).toMatch(/vendor\/laniakea-plugin-sdk-.*\.tgz/);
  });

  test("none without being asked for", async () => {
    const cwd = await makeFolder();
    await run(["x", "--yes", "--no-install"], { cwd, env: identity(cwd) });
    expect(await namesIn(join(cwd, "x"))).not.toContain(".git");
  });
});
