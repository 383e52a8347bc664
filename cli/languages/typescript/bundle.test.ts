import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ExitCode } from "../../run/errors.js";
import { bundle } from "./bundle.js";
import { watchBundle } from "./dev/watch-bundle.js";

const NODE_MODULES = join(import.meta.dirname, "../../../node_modules");

let project: string;
let output: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "bundle-"));
  output = join(project, "dist", "main.cjs");
  await mkdir(dirname(output));
  await writeProject("package.json", JSON.stringify({ type: "module" }));
  await symlink(NODE_MODULES, join(project, "node_modules"), "junction");
});
afterEach(() => rm(project, { recursive: true, force: true }));

async function writeProject(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(project, path)), { recursive: true });
  await writeFile(join(project, path), text);
}

async function run(...options: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [...options, output]);
  return stdout;
}

function failure(details: RegExp, hint: unknown) {
  return expect.objectContaining({
    exitCode: ExitCode.buildFailed,
    details: expect.arrayContaining([expect.stringMatching(details)]),
    hint,
  });
}

/** Packages as a copy of the folder from another machine has them: esbuild's own, and the program of that machine. */
async function copiedPackages(): Promise<void> {
  const modules = join(project, "node_modules");
  await rm(modules);
  await cp(join(NODE_MODULES, "esbuild"), join(modules, "esbuild"), { recursive: true });
  await rm(join(modules, "esbuild/bin"), { recursive: true });
  const other = process.platform === "linux" ? "darwin-arm64" : "linux-x64";
  await writeProject(`node_modules/@esbuild/${other}/package.json`, JSON.stringify({ name: `@esbuild/${other}` }));
  await writeProject(`node_modules/@esbuild/${other}/bin/esbuild`, "");
}

describe("packages of another machine", () => {
  test.each([
    ["npm", "package-lock.json", 'run "npm ci" there'],
    ["pnpm", "pnpm-lock.yaml", 'remove node_modules there, then run "pnpm install"'],
  ])("are said to be that, with what %s does about it", async (_, lock, remedy) => {
    await copiedPackages();
    await writeProject(lock, "");
    await writeProject("src/main.ts", "console.log(1);");
    const failure = {
      exitCode: ExitCode.buildFailed,
      message: `esbuild, as it is installed in ${project}, does not run on this machine (${process.platform} ${process.arch})`,
      details: expect.arrayContaining([expect.stringContaining("for another platform")]),
      hint: `packages that were installed on another machine do not run here: ${remedy}`,
    };
    await expect(bundle(project, output)).rejects.toMatchObject(failure);
    await expect(watchBundle(project, output, () => {})).rejects.toMatchObject(failure);
  });
});

describe("bundle", () => {
  test("puts the project's modules and its dependencies' into one file that runs alone", async () => {
    await writeProject("src/reading.ts", "export const unit: string = '°C';");
    await writeProject(
      "src/main.ts",
      `import { parse } from "yaml"; import { unit } from "./reading.js"; console.log(unit, parse("a: 1").a);`,
    );
    expect((await bundle(project, output)).warnings).toEqual([]);
    await rm(join(project, "node_modules"));
    expect(await run()).toBe("°C 1\n");
  });

  test("keeps import.meta.url, filename and dirname, which CommonJS does not have", async () => {
    await writeProject("src/main.ts", "console.log(import.meta.url, import.meta.filename, import.meta.dirname);");
    expect((await bundle(project, output)).warnings).toEqual([]);
    expect(await run()).toMatch(/^file:\/\/\/.*main\.cjs \S*main\.cjs \S*dist\n$/);
  });

  test("stack traces name the author's lines, and the functions of dependencies", async () => {
    await writeProject(
      "src/main.ts",
      [
        'import { visit, parseDocument } from "yaml";',
        "interface Unused { readonly gone: true }",
        "function readSensor(): void {",
        '  throw new Error("no sensor");',
        "}",
        "try { visit(parseDocument('a'), { Scalar: readSensor }); } catch (error) { console.log((error as Error).stack); }",
      ].join("\n"),
    );
    await bundle(project, output);
    const stack = await run();
    expect(stack).toMatch(/^Error: no sensor\n/);
    expect(stack).toMatch(/at (Object\.)?readSensor.* \(plugin:src\/main\.ts:4:9\)/);
    expect(stack).toMatch(/at visit_? \(.*main\.cjs:\d+:\d+\)/);
  });

  test("stack traces are exact over an await, for constructors, and for a cause; without the map they are the bundle's", async () => {
    await writeProject(
      "src/main.ts",
      [
        "class Bus {",
        '  constructor() { throw new RangeError("no bus"); }',
        "}",
        "async function open(): Promise<Bus> {",
        "  await null;",
        "  try { return new Bus(); }",
        '  catch (cause) { throw new Error("cannot open", { cause }); }',
        "}",
        "async function record(): Promise<void> {",
        "  await open();",
        "}",
        "record().catch((error: unknown) => {",
        "  console.log(error);",
        '  try { Buffer.alloc("x" as never); } catch (error) { console.log((error as Error).stack); }',
        "});",
      ].join("\n"),
    );
    await bundle(project, output);
    const shown = await run();
    const [outer = "", cause = "", node = ""] = shown.split(/\[cause\]: |(?=TypeError)/);
    expect(outer).toMatch(
      /^Error: cannot open\n {4}at open \(plugin:src\/main\.ts:7:25\)\n(.*\n)? {4}at async record \(plugin:src\/main\.ts:10:3\)/,
    );
    expect(cause).toMatch(
      /^RangeError: no bus\n +at new Bus \(plugin:src\/main\.ts:2:25\)\n +at open \(plugin:src\/main\.ts:6:16\)/,
    );
    expect(node).toMatch(
      /^TypeError \[ERR_INVALID_ARG_TYPE\]: .*\n( {4}at .*\(node:.*\n)+ {4}at plugin:src\/main\.ts:14:16/,
    );
    await rm(`${output}.map`);
    expect(await run()).toMatch(/at open \(.*main\.cjs:\d+:\d+\)/);
  });

  test("says what to do about an await at the top level", async () => {
    await writeProject("src/main.ts", "await Promise.resolve();\nexport {};");
    await expect(bundle(project, output)).rejects.toEqual(
      failure(/src\/main\.ts:1:0/, expect.stringContaining("move the await into a function")),
    );
  });

  test("names the import that leads nowhere", async () => {
    await writeProject("src/main.ts", `import "no-such-package";`);
    await expect(bundle(project, output)).rejects.toEqual(
      failure(/no-such-package/, expect.stringContaining("npm install")),
    );
  });

  test("names what a project has not installed", async () => {
    await rm(join(project, "node_modules"));
    await writeProject("src/main.ts", "");
    await expect(bundle(project, output)).rejects.toMatchObject({
      message: `esbuild is not installed in ${project}`,
      exitCode: ExitCode.buildFailed,
    });
  });
});
