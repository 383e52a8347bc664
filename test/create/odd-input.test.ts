import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CLI, makeFolder, namesIn, outcomeOf, personalEnv, run } from "./support/cli.js";

const QUICK = ["--yes", "--no-install"];

describe("names that are fine here and not elsewhere", () => {
  test.each(["con", "NUL", "COM1", "lpt9"])("%s is a device on Windows", async (name) => {
    const cwd = await makeFolder();
    const { code, stderr } = await run([name, ...QUICK], { cwd });
    expect(stderr).toMatch(
      new RegExp(`^error: DIR: the name "${name}" is a device's on Windows; choose another\n→ try: `),
    );
    expect(code).toBe(2);
    expect(await namesIn(cwd)).toEqual([]);
  });

  test.each(["--laniakea-dir", "--config", "DIR"])("a ~ that no shell has seen: %s", async (place) => {
    const cwd = await makeFolder();
    const args = place === "DIR" ? ["~/x"] : ["x", "--register", `${place}=~/x`];
    const { code, stderr } = await run([...args, "--yes", "--dry-run"], { cwd });
    expect(stderr).toContain(
      `error: ${place}: "~/x" begins with ~, which only a shell expands; write the whole path, such as ${join(homedir(), "x")}\n`,
    );
    const tried = stderr.slice(stderr.indexOf("→ try: "));
    expect(tried).toContain(`${place === "DIR" ? "" : ` ${place}`} ${join(homedir(), "x")} `);
    expect(code).toBe(2);
  });

  test("a folder that is there keeps its name: the line to try names the plugin", async () => {
    const cwd = join(await makeFolder(), "my lab");
    await mkdir(cwd);
    const { code, stderr } = await run([".", ...QUICK], { cwd });
    expect(stderr).toMatch(/^error: DIR: the name "my lab" is not allowed.*\n→ try: .* \. --name my-lab /);
    expect(code).toBe(2);
  });

  test("update is a command, and ./update a folder", async () => {
    const cwd = await makeFolder();
    const { code, stderr } = await run(["update", "--yes"], { cwd });
    expect(stderr).toMatch(/^error: .* is no project of create-laniakea-plugin: it has no .*\n→ name the folder/);
    expect(code).toBe(2);
    expect(await run(["./update", ...QUICK], { cwd })).toMatchObject({ code: 0 });
  });

  test.each(["-x", "-"])("%s: the next steps go into it, not back or nowhere", async (name) => {
    const cwd = await makeFolder();
    const { stdout } = await run([`./${name}`, ...QUICK], { cwd });
    expect(stdout).toContain(`\n  cd ./${name}\n`);
  });
});

describe("folders that are not what they seem", () => {
  test.skipIf(process.platform === "win32")("one with a colon: no command of the project would be found", async () => {
    const cwd = await makeFolder();
    const { code, stderr } = await run(["a:b", "--name", "ab", ...QUICK], { cwd });
    expect(stderr).toMatch(/^error: cannot use a:b: .*\/a:b has a : in it, which separates folders on the PATH/m);
    expect(code).toBe(3);
    expect(await namesIn(cwd)).toEqual([]);
  });

  test("one below a link to nowhere", async () => {
    const cwd = await makeFolder();
    await symlink("nowhere", join(cwd, "link"));
    const { code, stderr } = await run(["link/x", ...QUICK], { cwd });
    expect(stderr).toContain(`error: ${join(cwd, "link")} is a link to a folder that is not there\n`);
    expect(code).toBe(3);
    expect(await namesIn(cwd)).toEqual(["link"]);
  });

  test.skipIf(!existsSync("/dev/null"))("a daemon's folder that is a file: the config cannot be changed", async () => {
    const cwd = await makeFolder();
    const args = ["x", "--yes", "--register", "--laniakea-dir", "/dev/null", "--dry-run"];
    const { code, stderr } = await run(args, { cwd });
    expect(stderr).toMatch(/^error: \/dev\/null\/config\.yaml: a part of the path is not a folder \(ENOTDIR\)$/m);
    expect(code).toBe(7);
  });

  test.skipIf(process.platform === "win32")("one that is gone while the shell is in it", async () => {
    const parent = await makeFolder();
    await mkdir(join(parent, "gone"));
    const script = `cd gone && rmdir ../gone && exec "$0" "$@"`;
    const child = spawn("/bin/sh", ["-c", script, process.execPath, CLI, "x", ...QUICK, "--json"], {
      cwd: parent,
      env: personalEnv(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { code, stdout, stderr } = await outcomeOf(child);
    expect(stderr).toBe("error: the folder in which this was started is gone\n→ cd into one that is there\n");
    expect(JSON.parse(stdout)).toMatchObject({
      exitCode: 2,
      error: {
        code: "usage",
        message: "the folder in which this was started is gone",
        hint: "cd into one that is there",
      },
    });
    expect(code).toBe(2);
    expect(await namesIn(parent)).toEqual([]);
  });

  test("its path has a control character: that is one thing wrong, not two", async () => {
    const cwd = await makeFolder();
    const { stderr } = await run(["a\nb", ...QUICK], { cwd });
    expect(stderr).toMatch(/^error: DIR: the folder's path has a control character in it\n→ try: .* a-b /);
  });
});

describe.skipIf(process.platform === "win32")("what could be waited for until the end of time", () => {
  test.each(["--answers", "--config"])("a pipe that nobody writes into, as %s: refused", async (flag) => {
    const cwd = await makeFolder();
    execFileSync("mkfifo", [join(cwd, "pipe")]);
    const args = flag === "--answers" ? ["x", ...QUICK, flag, "pipe"] : ["x", "--yes", "--register", flag, "pipe"];
    const { code, stderr } = await run(args, { cwd });
    expect(stderr).toMatch(/pipe is a pipe, not a file/);
    expect(code).toBe(flag === "--answers" ? 2 : 7);
    expect(await namesIn(cwd)).toEqual(["pipe"]);
  });

  test("a project's own file that is a pipe: refused by each command", async () => {
    const cwd = await makeFolder();
    execFileSync("mkfifo", [join(cwd, "laniakea-plugin.yaml")]);
    for (const command of ["build", "check", "dev", "register", "unregister"]) {
      const { code, stderr } = await run([command], { cwd });
      expect(stderr, command).toMatch(/laniakea-plugin\.yaml: is a pipe, not a file/);
      expect(code, command).toBe(2);
    }
  });

  test("doctor of what comes through a pipe says what is the matter", async () => {
    const cwd = await makeFolder();
    const child = spawn(process.execPath, [CLI, "doctor", "--config", "/dev/stdin"], { cwd, env: personalEnv() });
    child.stdin.end("Plugins: []\n");
    const { code, stderr } = await outcomeOf(child);
    expect(stderr).toMatch(/\/dev\/stdin is a (pipe|socket), not a file; nothing was changed/);
    expect(code).toBe(7);
  });
});
