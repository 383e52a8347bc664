import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ExitCode } from "../../run/errors.js";
import { typecheck } from "./typecheck.js";

const NODE_MODULES = join(import.meta.dirname, "../../../node_modules");
const { signal } = new AbortController();

let project: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "typecheck-"));
  await mkdir(join(project, "src"));
  await writeFile(join(project, "package.json"), "{}");
  await writeFile(join(project, "tsconfig.json"), '{ "compilerOptions": { "types": [], "lib": ["es2022"] } }');
  await symlink(NODE_MODULES, join(project, "node_modules"), "junction");
});
afterEach(() => rm(project, { recursive: true, force: true }));

test("accepts a sound project and writes nothing into it", async () => {
  await writeFile(join(project, "src", "main.ts"), "export const a: number = 1;");
  await typecheck(project, signal);
  expect(await readdir(join(project, "src"))).toEqual(["main.ts"]);
});

test("shows the first messages, with their places", async () => {
  await writeFile(join(project, "src", "main.ts"), "const a: number = '';\n".repeat(1) + "missing;\n".repeat(40));
  await expect(typecheck(project, signal)).rejects.toSatisfy((error: { exitCode: number; details: string[] }) => {
    expect(error.exitCode).toBe(ExitCode.buildFailed);
    expect(error.details).toHaveLength(21);
    expect(error.details[0]).toMatch(/^src\/main\.ts\(1,7\): error TS2322/);
    expect(error.details[20]).toBe("… and 21 more lines");
    return true;
  });
});

test("names a compiler that is not installed", async () => {
  await rm(join(project, "node_modules"));
  await expect(typecheck(project, signal)).rejects.toMatchObject({
    message: `typescript is not installed in ${project}`,
    exitCode: ExitCode.buildFailed,
  });
});
