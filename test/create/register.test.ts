import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { ensureToolchain } from "../../cli/languages/typescript/toolchain/toolchain.js";
import { silentProgress } from "../../cli/run/progress/progress.js";
import { installedNode } from "../registry/installed.js";
import { fakeNpm, LINKS, makeFolder, namesIn, personalEnv, ROOT, run, start } from "./support/cli.js";
import { KEYS, Terminal } from "./support/terminal.js";

/** Real npm, real builds: each of these takes as long as it takes a person. */
const MINUTES = 60_000;

/** A folder as people have them. */
async function makeHome(): Promise<string> {
  const cwd = join(await makeFolder(), "my lab");
  await mkdir(cwd);
  return cwd;
}

async function npm(project: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("npm", args, { cwd: project, env: personalEnv() });
  return stdout;
}

/** The oldest of each range that a made project asks for. */
const OLDEST = ["20.19.0", "22.12.0"];

/** The linter needs the newest Node.js of a project's tools; a second file of tests counts as the first does. */
async function expectToolsRunOn(version: string, project: string): Promise<void> {
  const node = await installedNode(version);
  if (node === undefined) return;
  const bin = await makeFolder();
  await symlink(node, join(bin, "node"));
  const env = { ...personalEnv(), PATH: `${bin}${delimiter}${process.env["PATH"]}` };
  const npmThere = (...args: string[]) => promisify(execFile)("npm", args, { cwd: project, env });
  expect((await npmThere("run", "lint")).stdout).toContain("Found 0 warnings and 0 errors");
  const second = join(project, "test/more/second.test.ts");
  await mkdir(join(second, ".."));
  await writeFile(
    second,
    'import { test } from "node:test";\ntest("second", () => Promise.reject(new Error("seen")));\n',
  );
  const failed = await npmThere("test").catch((error: { code: number; stdout: string }) => error);
  expect(failed).toMatchObject({ code: 1, stdout: expect.stringMatching(/pass 3\n.*fail 1\n/) });
  await rm(join(second, ".."), { recursive: true });
}

const entryOf = (name: string, type: string, home: string) =>
  [
    `PluginDir: "${home}"`,
    "Plugins:",
    `  - name: "${name}"`,
    `    type: "${type}"`,
    `    exec: "${name}"`,
    "    timeout: 30",
    "    maxTimeouts: 3",
    "",
  ].join("\n");

test("a controller, from nothing into Laniakea's config with one command line", { timeout: 5 * MINUTES }, async () => {
  const cwd = await makeHome();
  const args = ["heater", "--type", "controller", "--yes", "--register", "--laniakea-dir", "laniakea-home"];
  const outcome = await run(args, { cwd });
  expect(outcome.stderr).toContain("✔ Registering it with Laniakea");
  expect(outcome.code).toBe(0);
  // This user's daemon would not see it: the lines are for the daemon of that folder.
  const token = join(cwd, "laniakea-home", "admin.macaroon");
  expect(outcome.stdout).toContain(
    `--macaroonpath '${token}' plugin-command heater --command='{"command":"start-record"}'`,
  );
  expect(outcome.stdout).not.toMatch(/^ *laniakea( |$)/m);

  const [project, home] = [join(cwd, "heater"), join(cwd, "laniakea-home")];
  expect(await namesIn(cwd)).toEqual(["heater", "laniakea-home"]);
  const hidden = [".config.yaml.laniakea-plugin.json", ".heater.laniakea-plugin.sha256"];
  expect(await namesIn(home)).toEqual([...hidden, "config.yaml", "heater"]);
  expect(await readFile(join(home, "config.yaml"), "utf8")).toBe(entryOf("heater", "controller", home));
  const [built, installed] = await Promise.all([
    readFile(join(project, "dist/heater")),
    readFile(join(home, "heater")),
  ]);
  expect(installed.equals(built)).toBe(true);

  // What a person does next, in the project's own words.
  expect(await npm(project, "test")).toMatch(/# pass 3\n# fail 0/);
  expect(await npm(project, "run", "lint")).toContain("Found 0 warnings and 0 errors");
  for (const version of OLDEST) await expectToolsRunOn(version, project);
  await npm(project, "run", "typecheck");
  expect(await npm(project, "run", "check")).toContain("✔");
  expect(await npm(project, "run", "register", "--", "--laniakea-dir", home)).toContain("registered already");
  await npm(project, "run", "unregister", "--", "--laniakea-dir", home);
  expect(existsSync(join(home, "config.yaml"))).toBe(false);
  expect(existsSync(join(home, "heater"))).toBe(false);
});

test("a datasource, from nothing into Laniakea's config at a terminal", { timeout: 5 * MINUTES }, async () => {
  const cwd = await makeHome();
  const terminal = new Terminal(["--laniakea-dir", "laniakea-home", "--no-git"], { cwd });
  await terminal.shows("Folder of the new plugin");
  terminal.type(`my-sensor${KEYS.enter}`);
  for (const question of [
    "What is it",
    "Where do readings",
    "In which language",
    "Versions of Laniakea",
    "Description",
  ]) {
    await terminal.shows(question);
    terminal.type(KEYS.enter);
  }
  await terminal.shows("register it with Laniakea now (in laniakea-home)?");
  terminal.type(`y${KEYS.enter}`);
  await terminal.shows("Go on?");
  terminal.type(KEYS.enter);
  await terminal.shows("plugin-startrecord my-sensor");
  expect(await terminal.ended()).toBe(0);

  const home = join(cwd, "laniakea-home");
  expect(await readFile(join(home, "config.yaml"), "utf8")).toBe(entryOf("my-sensor", "datasource", home));
  const project = join(cwd, "my-sensor");
  expect(await npm(project, "test")).toMatch(/# pass 1\n# fail 0/);
  expect(await npm(project, "run", "lint")).toContain("Found 0 warnings and 0 errors");
  expect(await npm(project, "run", "check")).toContain("✔");
});

test(
  "Ctrl-C during the build: 130, the project stays, no config, nothing half made",
  {
    timeout: 3 * MINUTES,
  },
  async () => {
    const cwd = await makeHome();
    // The build is real; what the install brings is there already.
    await ensureToolchain({ project: ROOT, signal: new AbortController().signal, progress: silentProgress });
    const env = await fakeNpm(await makeFolder(), `${LINKS}; ln -s '${join(ROOT, "node_modules")}'/* node_modules`);
    const { child, ended } = start(["x", "--yes", "--register", "--laniakea-dir", "laniakea-home"], { cwd, env });
    await new Promise<void>((resolve) => {
      child.stderr?.on("data", (chunk) => String(chunk).includes("making the executable") && resolve());
    });
    child.kill("SIGINT");
    const outcome = await ended;
    const place = `--laniakea-dir '${join(cwd, "laniakea-home")}'`;
    expect(outcome.stderr).toContain(
      `interrupted; the project is complete. Go on: cd x && npm run build && npm run register -- ${place}\n`,
    );
    expect(outcome.code).toBe(130);
    expect(await namesIn(cwd)).toEqual(["x"]);
    expect(await namesIn(join(cwd, "x"))).not.toContain("dist");
  },
);
