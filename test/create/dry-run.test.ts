import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PACKAGE_MANAGERS } from "../../cli/languages/typescript/package-manager.js";
import { silentProgress } from "../../cli/run/progress/progress.js";
import { NOTHING_KNOWN } from "../../generators/answers/known-answers.js";
import { create } from "../../generators/app/create.js";
import type { Texts } from "../../generators/languages/question.js";
import type { Outcome } from "../../generators/plan/outcome.js";
import schema from "../../generators/report.schema.json" with { type: "json" };
import type { Run } from "../../generators/run.js";
import { type Report, reportOf } from "../../generators/tell/report.js";
import { fakeNpm, makeFolder, namesIn, run } from "./support/cli.js";
import { treeText } from "./support/tree.js";

const isReport = new Ajv2020({ allErrors: true }).compile(schema);

function parsed(stdout: string): Report {
  const report = JSON.parse(stdout);
  isReport(report);
  expect(isReport.errors).toBeNull();
  return report;
}

const sha256 = (contents: Buffer | string) => createHash("sha256").update(contents).digest("hex");

async function hashes(project: string): Promise<Record<string, string>> {
  const entries = await readdir(project, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pairs = files.map(async (file) => [relative(project, file).split(sep).join("/"), sha256(await readFile(file))]);
  return Object.fromEntries(await Promise.all(pairs));
}

/** In this process: a hundred runs would take minutes otherwise. */
async function report(texts: Texts, cwd: string, dryRun: boolean): Promise<Report> {
  const run = {
    cwd,
    signal: new AbortController().signal,
    progress: silentProgress,
    stdout: process.stdout,
    interactive: false,
    quiet: true,
    diff: false,
    json: true,
    plain: false,
    dryRun,
    modes: [],
  } satisfies Run;
  const outcome: Outcome = { done: {} };
  await create({ ...NOTHING_KNOWN, texts, switches: { install: false } }, run, outcome);
  return reportOf(outcome, run, undefined);
}

describe("a dry run and the run", () => {
  test("list the same files with the same bytes, for 100 random sets of answers", { timeout: 120_000 }, async () => {
    const cwd = await makeFolder();
    const name = fc
      .stringMatching(/^[a-zA-Z0-9_-]{1,20}$/)
      .filter((text) => !/^(all|con|prn|aux|nul|com\d|lpt\d)$/i.test(text));
    const answers = fc.record(
      {
        name,
        type: fc.constantFrom("datasource", "controller"),
        laniakeaVersion: fc.constantFrom(">= 1.0.0", "~> 1.2", "1.2.3", "!= 1.1.0, < 3"),
        description: fc
          .string({ minLength: 1, maxLength: 60, unit: "grapheme" })
          .filter((text) => /^[^\p{C}\u2028\u2029]*\S[^\p{C}\u2028\u2029]*$/u.test(text)),
        timeout: fc.nat().map(String),
        maxTimeouts: fc.nat().map(String),
      },
      { requiredKeys: ["name"] },
    );
    const ofLanguage = fc.oneof(
      fc.record(
        { packageManager: fc.constantFrom(...PACKAGE_MANAGERS), sdk: fc.constantFrom("", "^0.1.0") },
        { requiredKeys: [] },
      ),
      fc.constant({ language: "python" }),
    );
    await fc.assert(
      fc.asyncProperty(answers, ofLanguage, async (texts, others) => {
        const given = { dir: "Meß gerät/x", ...texts, ...others };
        const dry = await report(given, cwd, true);
        expect(await namesIn(cwd)).toEqual([]);
        const real = await report(given, cwd, false);
        expect({ ...dry, dryRun: false }).toEqual(real);
        const written = await hashes(join(cwd, "Meß gerät/x"));
        expect(Object.fromEntries(dry.files.map((file) => [file.path, file.sha256]))).toEqual(written);
        await rm(join(cwd, "Meß gerät"), { recursive: true });
      }),
      { numRuns: 100 },
    );
  });

  test("change the config in the same way, and run the same commands", async () => {
    const cwd = await makeFolder();
    const env = await fakeNpm(cwd, `echo "npm $*" >> ${cwd}/npm.log; exit 1`);
    await mkdir(join(cwd, "home"));
    const config = "# ours\r\nLogLevel: info\r\nPlugins: []\r\n";
    await writeFile(join(cwd, "home/config.yaml"), config);
    const args = ["x", "--yes", "--register", "--git", "--laniakea-dir", "home", "--json"];
    const dry = parsed((await run([...args, "--dry-run"], { cwd, env })).stdout);
    expect(await namesIn(cwd)).toEqual(["bin", "home"]);
    expect(dry.config).toMatchObject({ path: join(cwd, "home/config.yaml"), status: "change" });
    expect(dry.config?.diff).toMatch(/^-Plugins: \[\]\r\n\+Plugins: \[\{name: "x", .*\}\]\r\n/m);
    expect(dry.commands.map(({ step }) => step)).toEqual([
      "install",
      "git",
      "git",
      "git",
      "build",
      "check",
      "register",
    ]);

    const failed = await run(args, { cwd, env });
    const real = parsed(failed.stdout);
    expect(real).toMatchObject({ exitCode: 5, error: { code: "buildFailed" }, config: null, commands: dry.commands });
    expect(failed.code).toBe(5);
    expect(real.files).toEqual(dry.files);
    expect(real.nextSteps).toEqual(["repeat it: cd x && npm install"]);
    expect(await readFile(join(cwd, "npm.log"), "utf8")).toBe(`${dry.commands[0]?.command}\n`);
    expect(await readFile(join(cwd, "home/config.yaml"), "utf8")).toBe(config);
  });

  test("show a person every file and the change of the config", async () => {
    const cwd = await makeFolder();
    const env = await fakeNpm(cwd, "exit 1");
    const args = ["my sensor/x", "--yes", "--register", "--laniakea-dir", "home"];
    const dry = await run([...args, "--dry-run"], { cwd, env });
    expect(dry).toMatchObject({ code: 0, stderr: "" });
    expect(dry.stdout).toMatch(/^ {2}create {3}my sensor\/x\/src\/plugin\.ts$/m);
    expect(dry.stdout).toMatch(/^ {2}create {3}home\/config\.yaml\n[\s\S]*^ {4}\+ {2}- name: "x"$/m);
    expect(dry.stdout).toMatch(/^Would run in my sensor\/x:\n {2}npm install /m);
    expect(dry.stdout).toMatch(/Nothing was written\.\n$/);
    const diff = await run([...args, "--diff"], { cwd, env });
    expect(diff.stdout).toMatch(/^\+\+\+ my sensor\/x\/src\/plugin\.ts/m);
    expect(diff.stdout).toMatch(/^\+ {2}- name: "x"$/m);
    expect(await namesIn(cwd)).toEqual(["bin"]);
  });
});

describe("--json is one document on stdout, whatever happens", () => {
  test.each([
    { args: ["x", "--bogus"], exitCode: 2, code: "usage", message: /unknown option '--bogus'/ },
    { args: ["x", "--type"], exitCode: 2, code: "usage", message: /argument missing/ },
    { args: [], exitCode: 2, code: "usage", message: /DIR is missing/ },
    { args: ["x", "--answers", "none"], exitCode: 2, code: "usage", message: /none cannot be read/ },
    { args: ["."], exitCode: 3, code: "targetInTheWay", message: /not empty: it has config.yaml, thesis.txt/ },
    { args: ["x", "--register", "--laniakea-dir", "."], exitCode: 7, code: "configFailed", message: /config\.yaml/ },
    { args: ["x", "--yes"], exitCode: 4, code: "toolMissing", message: /npm is not on the PATH/ },
  ])("$args", async ({ args, exitCode, code, message }) => {
    const cwd = join(await makeFolder(), "here");
    await mkdir(cwd);
    await writeFile(join(cwd, "thesis.txt"), "");
    await writeFile(join(cwd, "config.yaml"), "Plugins: 5\n");
    const outcome = await run(["--json", ...args], { cwd, env: { PATH: cwd } });
    const document = parsed(outcome.stdout);
    expect(document).toMatchObject({ exitCode, files: [], error: { code, message: expect.stringMatching(message) } });
    expect(outcome.code).toBe(exitCode);
    expect(outcome.stderr).not.toBe("");
    expect(document.nextSteps.length).toBe(document.error?.hint ? 1 : 0);
    expect(await namesIn(cwd)).toEqual(["config.yaml", "thesis.txt"]);
  });

  test("a run that worked", async () => {
    const cwd = await makeFolder();
    const { stdout, stderr, code } = await run(["x", "--no-install", "--json"], { cwd });
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    const document = parsed(stdout);
    expect(document).toMatchObject({ exitCode: 0, error: null, project: join(cwd, "x"), commands: [], config: null });
    expect(document.nextSteps.slice(0, 3)).toEqual(["cd x", "npm install", "npm run dev"]);
    expect(Object.fromEntries(document.files.map((file) => [file.path, file.sha256]))).toEqual(
      await hashes(join(cwd, "x")),
    );
  });
});

describe("--overwrite", () => {
  test("replaces what the template has, keeps a copy, deletes nothing; a dry run says so before", async () => {
    const cwd = await makeFolder();
    await mkdir(join(cwd, "x/src"), { recursive: true });
    await writeFile(join(cwd, "x/src/plugin.ts"), "my work");
    await writeFile(join(cwd, "x/notes.txt"), "my notes");
    const args = ["x", "--overwrite", "--yes", "--no-install", "--json"];
    const dry = parsed((await run([...args, "--dry-run"], { cwd })).stdout);
    expect(dry.files.filter(({ status }) => status === "replace").map(({ path }) => path)).toEqual(["src/plugin.ts"]);
    const real = parsed((await run(args, { cwd })).stdout);
    expect(real.files.find(({ path }) => path === "src/plugin.ts")?.copy).toBe("replaced/src/plugin.ts");
    expect(await readFile(join(cwd, "x/replaced/src/plugin.ts"), "utf8")).toBe("my work");
    expect(await readFile(join(cwd, "x/notes.txt"), "utf8")).toBe("my notes");
    expect(await readFile(join(cwd, "x/src/plugin.ts"), "utf8")).toContain("datasource({");
    const again = parsed((await run(args, { cwd })).stdout);
    expect(new Set(again.files.map(({ status }) => status))).toEqual(new Set(["same"]));
  });

  test("a file that is read-only is refused, unless it is the same", async () => {
    const cwd = await makeFolder();
    await run(["x", "--no-install", "--quiet"], { cwd });
    await chmod(join(cwd, "x/tsconfig.json"), 0o444);
    await writeFile(join(cwd, "x/AGENTS.md"), "mine", { mode: 0o444 });
    await chmod(join(cwd, "x/AGENTS.md"), 0o444);
    const before = await treeText(join(cwd, "x"));
    const outcome = await run(["x", "--no-install", "--overwrite"], { cwd });
    expect(outcome).toMatchObject({ code: 3, stdout: "" });
    expect(outcome.stderr).toMatch(/replace\n {2}AGENTS\.md is read-only\n→/);
    expect(await treeText(join(cwd, "x"))).toBe(before);
  });

  test("a link to a folder that is not there is refused", async () => {
    const cwd = await makeFolder();
    await symlink("nowhere", join(cwd, "x"));
    const outcome = await run(["x", "--no-install"], { cwd });
    expect(outcome).toMatchObject({ code: 3, stdout: "" });
    expect(outcome.stderr).toMatch(/^error: x is a link to a folder that is not there$/m);
    expect(await namesIn(cwd)).toEqual(["x"]);
  });

  test("a link or a folder in a file's place is refused, with all of them named", async () => {
    const cwd = await makeFolder();
    await mkdir(join(cwd, "x/README.md"), { recursive: true });
    const { symlink } = await import("node:fs/promises");
    await symlink(cwd, join(cwd, "x/src"));
    const outcome = await run(["x", "--overwrite", "--yes", "--no-install"], { cwd });
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toMatch(/README\.md is a folder\n {2}src is a link\n/);
    expect(await namesIn(join(cwd, "x"))).toEqual(["README.md", "src"]);
  });
});
