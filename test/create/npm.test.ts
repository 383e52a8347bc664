import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { fakeNpm, INSTALLS, makeFolder, namesIn, run } from "./support/cli.js";
import { isRoot, openGenerator, runAs } from "./support/other-user.js";

/** npm tells its children so what it took for itself. */
const byNpm = (taken: Readonly<Record<string, string>>) => ({
  npm_config_user_agent: "npm/11.0.0 node/v20",
  npm_command: "exec",
  ...taken,
});

describe("flags that npm keeps for itself: npm create laniakea-plugin x --register", () => {
  test.each([
    [["x", "--yes"], { npm_config_register: "true" }, "--register", "x --yes --register"],
    // npm takes the value for the next argument.
    [["x", "controller"], { npm_config_type: "true" }, "--type", "x --type=controller"],
    [
      ["x", "python", "--description", "it's"],
      { npm_config_language: "true", npm_config_yes: "true", npm_config_name: "lab" },
      "--name, --language",
      `x --description 'it'\\''s' --name=lab --language=python --yes`,
    ],
    [
      ["x"],
      { npm_config_dry_run: "true", npm_config_laniakea_dir: "/l" },
      "--laniakea-dir, --dry-run",
      "x --laniakea-dir=/l --dry-run",
    ],
    [["register"], { npm_config_dry_run: "true" }, "--dry-run", "register --dry-run"],
  ])("%j %j", async (args, taken, flags, rest) => {
    const cwd = await makeFolder();
    const outcome = await run(args, { cwd, env: byNpm(taken) });
    expect(outcome.stderr).toContain(
      `error: npm kept ${flags} for itself\n→ it hands on what stands after a -- of its own: npm create`,
    );
    expect(outcome.stderr).toContain(`-- ${rest}\n`);
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(await namesIn(cwd)).toEqual([]);
  });

  test("a value that npm has handed on as one more word, of a flag that takes any: no line is made up", async () => {
    const cwd = await makeFolder();
    const outcome = await run(["x", "lab"], { cwd, env: byNpm({ npm_config_name: "true" }) });
    expect(outcome.stderr).toMatch(
      /^error: npm kept --name for itself\n→ it hands on .*: write npm create laniakea-plugin@[\d.]+ -- before the folder and all flags\n$/,
    );
    expect(outcome.code).toBe(2);
  });

  test("settings that mean something else, and npm scripts of somebody's own, do not matter", async () => {
    const cwd = await makeFolder();
    const args = ["x", "--yes", "--dry-run", "--no-install"];
    const settings = { npm_config_timeout: "60", npm_config_yes: "true", npm_config_git: "" };
    expect(await run(args, { cwd, env: byNpm(settings) })).toMatchObject({ code: 0, stderr: "" });
    const script = { ...byNpm({ npm_config_register: "true" }), npm_command: "run-script" };
    expect(await run(args, { cwd, env: script })).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("flags that exclude each other", () => {
  test.each([
    [["--git", "--no-git"], "--git and --no-git exclude each other; give one of them"],
    [["--no-git", "--git"], "--git and --no-git exclude each other; give one of them"],
    [["--no-install", "--install"], "--no-install and --install exclude each other; give one of them"],
    [["-q", "--verbose"], "--quiet and --verbose exclude each other; give one of them"],
    [["--register", "--no-build"], "--register builds; leave out --no-build"],
  ])("%j", async (flags, message) => {
    const cwd = await makeFolder();
    const outcome = await run(["x", "--yes", "--json", ...flags], { cwd });
    expect(outcome.stderr).toMatch(new RegExp(`^error: ${message}$`, "m"));
    expect(JSON.parse(outcome.stdout)).toMatchObject({ exitCode: 2, error: { message } });
    expect(outcome.code).toBe(2);
    expect(await namesIn(cwd)).toEqual([]);
  });
});

describe("a flag with two values", () => {
  test.each([
    [["x", "--source", "serial", "--source", "tcp", "--yes"], '--source has two values, "serial" and "tcp"'],
    [["register", "--config", "a.yaml", "--config=b.yaml"], '--config has two values, "a.yaml" and "b.yaml"'],
  ])("%j", async (line, message) => {
    const cwd = await makeFolder();
    const outcome = await run([...line, "--json"], { cwd });
    expect(outcome.stderr).toBe(`error: ${message}\n→ give it once\n`);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ error: { message } });
    expect(outcome.code).toBe(2);
    expect(await namesIn(cwd)).toEqual([]);
  });
});

describe("a command's name with flags of a project's", () => {
  test.each([
    ["check", "--yes"],
    ["doctor", "-y"],
    ["register", "--type=controller"],
  ])("%s %s: the folder of that name is hinted at", async (name, flag) => {
    const { code, stderr } = await run([name, flag], { cwd: await makeFolder() });
    const [message, hint = ""] = stderr.split("\n");
    expect(message).toBe(`error: ${name} is a command, and ${flag.split("=")[0]} none of its flags`);
    // With all that was given.
    expect(hint).toMatch(/^→ a project in a folder of that name: node .*cli\.js /);
    const [, folder, command] = hint.split(/node \S*cli\.js /);
    expect(folder).toBe(`./${name} ${flag}; what the command takes: `);
    expect(command).toBe(`${name} --help`);
    expect(code).toBe(2);
  });
});

describe("a flag before a command's name", () => {
  test.each(["--dry-run", "--json", "--yes"])("%s is refused: it would say nothing to the command", async (flag) => {
    const cwd = await makeFolder();
    const outcome = await run([flag, "register"], { cwd });
    expect(outcome.code).toBe(2);
    expect(outcome.stdout.startsWith("{")).toBe(flag === "--json");
    const [message, hint] = outcome.stderr.split("\n");
    expect(message).toBe(`error: ${flag} stands before register and says nothing to it`);
    // As it was typed.
    expect(hint).toMatch(/^→ flags of register stand behind it: node .*cli\.js register --help$/);
  });
});

describe.skipIf(process.platform === "win32")("the install", () => {
  const LOOK = `echo "$* $NODE_ENV $npm_config_dry_run $npm_config_global $npm_config_package_lock_only" > ../npm.log; ${INSTALLS}`;

  test("is one for development, whatever the surroundings or npm create were told", async () => {
    const cwd = await makeFolder();
    const told = { NODE_ENV: "production", npm_config_dry_run: "true", npm_config_global: "true" };
    const env = { ...(await fakeNpm(cwd, LOOK)), ...told, npm_config_package_lock_only: "true" };
    expect(await run(["x", "--yes"], { cwd, env })).toMatchObject({ code: 0 });
    expect(await readFile(join(cwd, "npm.log"), "utf8")).toMatch(
      / --include=dev --prefer-offline --no-save development false false false\n$/,
    );
  });

  test("one that installs nothing is a failure, though npm says that it went well", async () => {
    const cwd = await makeFolder();
    const { code, stderr } = await run(["x", "--yes"], { cwd, env: await fakeNpm(cwd, "exit 0") });
    expect(stderr).toMatch(
      /^error: npm ended well, but installed nothing; the project itself is complete\n→ .*: cd x && npm install$/m,
    );
    expect(code).toBe(5);
  });

  test("one without the programs of the project's scripts is a failure that names them", async () => {
    const cwd = await makeFolder();
    const env = await fakeNpm(
      cwd,
      "mkdir -p node_modules/laniakea-plugin-sdk node_modules/.bin; touch node_modules/.bin/tsx",
    );
    const { code, stderr } = await run(["x", "--yes"], { cwd, env });
    expect(stderr).toContain(
      "error: npm ended well, but the project's scripts have no laniakea-plugin, oxlint or tsc;",
    );
    expect(stderr).toMatch(/^→ set npm's bin-links to true, then repeat it: cd x && npm install$/m);
    expect(code).toBe(5);
  });

  test("in a folder of a workspace, leaves the workspace above as it was", { timeout: 120_000 }, async () => {
    const cwd = await makeFolder();
    const root = '{ "name": "root", "private": true, "workspaces": ["packages/*"] }';
    await writeFile(join(cwd, "package.json"), root);
    expect(await run(["packages/x", "--yes"], { cwd })).toMatchObject({ code: 0 });
    expect(await namesIn(cwd)).toEqual(["package.json", "packages"]);
    expect(await namesIn(join(cwd, "packages/x"))).toEqual(
      expect.arrayContaining(["node_modules", "package-lock.json"]),
    );
  });

  test("packages of a workspace are above the project", async () => {
    const cwd = await makeFolder();
    const env = await fakeNpm(cwd, `cd .. && ${INSTALLS}`);
    expect(await run(["x", "--yes"], { cwd, env })).toMatchObject({ code: 0 });
  });

  test.each([
    ["npm", "npm_config_cache", "cache/.npm"],
    ["yarn", "YARN_GLOBAL_FOLDER", "cache/.yarn/berry"],
  ])("%s without a cache folder that it can write: said before anything is written", async (name, variable, folder) => {
    const cwd = await makeFolder();
    const home = join(cwd, "cache");
    const open = join(cwd, "open");
    const env = {
      ...(await fakeNpm(cwd, "exit 1")),
      HOME: home,
      LANIAKEA_PLUGIN_CACHE: open,
      npm_config_cache: undefined,
    };
    const script = `#!/bin/sh\ncase "$1" in --version) echo 4.0.0;; config) echo "$ANSWER";; *) exit 1;; esac\n`;
    await writeFile(join(cwd, "bin", name), script, { mode: 0o755 });
    await mkdir(home).then(() => chmod(home, 0o555));
    await mkdir(open).then(() => chmod(open, 0o777));
    await chmod(cwd, 0o777);
    const args = ["x", "--yes", "--package-manager", name];
    const generator = await openGenerator();
    onTestFinished(() => generator.remove());
    const runAsOther = (variables: typeof env & Readonly<Record<string, string | undefined>>) =>
      runAs(args, { cli: generator.cli, cwd, env: variables, nobody: isRoot });
    const outcome = await runAsOther({ ...env, ANSWER: join(cwd, folder) });
    expect(outcome.stderr).toBe(
      `error: ${name} cannot write its cache folder: ${join(cwd, folder)}: permission denied (EACCES)\n` +
        `→ set ${variable} to a folder that can be written, or leave the install out with --no-install\n`,
    );
    expect(outcome.code).toBe(4);
    expect(await namesIn(cwd)).not.toContain("x");
    // A setting in a file says another folder, or the version has none: the install is tried.
    for (const answer of [open, "undefined"]) {
      expect((await runAsOther({ ...env, ANSWER: answer })).code, answer).toBe(5);
      await rm(join(cwd, "x"), { recursive: true });
    }
    const elsewhere = await runAsOther({ ...env, [variable]: open, ANSWER: "unasked" });
    expect(elsewhere.code).toBe(5);
  });

  test("a Python project's packages without a folder that can be written: said before anything is written", async () => {
    const cwd = await makeFolder();
    const home = join(cwd, "home");
    await mkdir(home).then(() => chmod(home, 0o555));
    await chmod(cwd, 0o777);
    const generator = await openGenerator();
    onTestFinished(() => generator.remove());
    const env = { HOME: home, LANIAKEA_PLUGIN_CACHE: undefined, XDG_CACHE_HOME: join(home, "cache") };
    const options = { cli: generator.cli, cwd, env, nobody: isRoot };
    const { code, stderr } = await runAs(["x", "--yes", "--language", "python"], options);
    expect(stderr).toContain(
      `the folder for the packages cannot be written: ${join(home, "cache/laniakea-plugin")}: permission denied (EACCES)\n`,
    );
    expect(stderr).toContain("→ set LANIAKEA_PLUGIN_CACHE to a folder that can be written, or leave the install out");
    expect(code).toBe(4);
    expect(await namesIn(cwd)).toEqual(["home"]);
  });

  test("a folder that npm was refused has its remedy", async () => {
    const cwd = await makeFolder();
    const env = await fakeNpm(cwd, "echo 'npm error code EACCES'; exit 1");
    const { stderr } = await run(["x", "--yes"], { cwd, env });
    expect(stderr).toMatch(
      /^→ if its cache folder cannot be written, set npm_config_cache to one that can; repeat it: cd x && npm install$/m,
    );
  });
});
