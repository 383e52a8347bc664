import { execFile, spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeFolder, namesIn, type Outcome, outcomeOf, personalEnv } from "../create/support/cli.js";
import { copyRepository } from "./copied-repository.js";

/** A language is these files, and a line in each of two registries; nothing else of the repository knows of it. */
const PARTS = join(import.meta.dirname, "fixtures/toy-language");
const REGISTRIES = ["generators/languages/registry.ts", "cli/languages/registry.ts"];

let repository: string;

beforeAll(async () => {
  repository = await mkdtemp(join(tmpdir(), "toy-language-"));
  await copyRepository(repository);
  await cp(PARTS, repository, { recursive: true });
  for (const registry of REGISTRIES) await addLine(join(repository, registry));
  await promisify(execFile)("npm", ["run", "--silent", "build"], { cwd: repository, env: personalEnv() });
}, 300_000);
afterAll(() => rm(repository, { recursive: true, force: true }));

/** One line for TypeScript's loader of modules, one for the list. */
async function addLine(registry: string): Promise<void> {
  const text = await readFile(registry, "utf8");
  const changed = text
    .replace("import { typescript }", 'import { toy } from "./toy/toy.js";\nimport { typescript }')
    .replace("[typescript, python, go", "[typescript, python, go, toy");
  expect(changed.split("\n").length).toBe(text.split("\n").length + 1);
  await writeFile(registry, changed);
}

function create(args: readonly string[], cwd: string): Promise<Outcome> {
  const library = join(import.meta.dirname, "../hosts/broken-plugins/lib");
  const env = personalEnv({ TOY_LIBRARY: library });
  return outcomeOf(spawn(process.execPath, [join(repository, "dist/cli.js"), ...args], { cwd, env }));
}

describe("a language made of its own parts alone", () => {
  test("is checked like the others: types, arrows", { timeout: 120_000 }, async () => {
    const run = (file: string, args: readonly string[]) => promisify(execFile)(file, args, { cwd: repository });
    await run(process.execPath, [join(repository, "node_modules/typescript/bin/tsc"), "--noEmit", "-p", "."]);
    await run("npm", ["run", "--silent", "lint:arrows"]);
  });

  test("is in the schema, with a question of its own", async () => {
    const { stdout } = await create(["--describe"], repository);
    const { properties } = JSON.parse(stdout);
    expect(properties.language.enum).toEqual(["typescript", "python", "go", "toy"]);
    expect(properties.colour).toMatchObject({ enum: ["red", "blue"], default: "red", flag: "--colour <name>" });
  });

  test("is in the help, at any width, and in the completion", async () => {
    for (const args of [["--help"], ["--help", "--verbose"]]) {
      const { stdout } = await create(args, repository);
      expect(stdout).toMatch(/--language <language> +typescript, python, go or toy \(default/);
      expect(stdout).toMatch(/--colour <name> +Toy only: red or blue/);
      expect(stdout).toMatch(/package\.json,\s+pyproject\.toml,\s+go\.mod\s+or\s+toy\.json/);
    }
    const { stdout } = await create(["--completion", "bash"], repository);
    expect(stdout).toMatch(/compgen -W "typescript python go toy"/);
    expect(stdout).toMatch(/--colour\) COMPREPLY=\(\$\(compgen -W "red blue"/);
  });

  test("what only another language has is refused, and the other way round", async () => {
    const cwd = await makeFolder();
    const toy = await create(["x", "--language", "toy", "--package-manager", "npm", "--yes"], cwd);
    expect(toy).toMatchObject({ code: 2, stderr: expect.stringMatching(/a Toy project has none: it has no packages/) });
    const python = await create(["x", "--language", "python", "--colour", "red", "--yes"], cwd);
    expect(python).toMatchObject({ code: 2, stderr: expect.stringMatching(/--colour: a Python project has none\n/) });
    const wrong = await create(["x", "--language", "toy", "--colour", "green", "--yes"], cwd);
    expect(wrong.stderr).toMatch(/the colour must be red or blue, not "green"/);
    expect(await namesIn(cwd)).toEqual([]);
  });

  test("a dry run says what it would do", async () => {
    const cwd = await makeFolder();
    const { stdout, code } = await create(["x", "--language", "toy", "--yes", "--build", "--dry-run"], cwd);
    expect(code).toBe(0);
    expect(stdout).toMatch(/create {3}x\/plugin\.cjs\n/);
    expect(stdout).toMatch(/Would run in x:\n {2}node --version\n {2}toy build\n {2}toy check\n/);
    expect(await namesIn(cwd)).toEqual([]);
  });

  test("files, build, check, and the commands on the project", { timeout: 120_000 }, async () => {
    const cwd = await makeFolder();
    const made = await create(["x", "--language", "toy", "--colour", "blue", "--yes", "--build"], cwd);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/your code goes into plugin\.cjs/) });
    expect(JSON.parse(await readFile(join(cwd, "x/toy.json"), "utf8"))).toEqual({ name: "x", paint: "BLUE" });
    const record = JSON.parse(await readFile(join(cwd, "x/.create-laniakea-plugin.json"), "utf8"));
    expect(record.answers).toMatchObject({ language: "toy", colour: "blue" });
    const checked = await create(["check"], join(cwd, "x"));
    expect(checked).toMatchObject({ code: 0, stderr: "" });
    expect(checked.stdout).not.toMatch(/✖/);
    expect(await create(["check", "x"], cwd)).toMatchObject({ code: 0, stdout: expect.stringMatching(/✔/) });
    await rm(join(cwd, "x/dist"), { recursive: true });
    expect((await create(["check"], join(cwd, "x"))).stderr).toMatch(/build it first: toy build/);
    // The record is gone: the manifest says the language.
    await rm(join(cwd, "x/.create-laniakea-plugin.json"));
    expect(await create(["build"], join(cwd, "x"))).toMatchObject({ code: 0 });
  });
});
