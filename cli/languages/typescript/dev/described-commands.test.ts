import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DESCRIPTION_FIELD, descriptionIn } from "../../command-description.js";
import { bundle, bundleOptions } from "../bundle.js";
import { describedCommands } from "./described-commands.js";

const ROOT = join(import.meta.dirname, "../../../..");

let project: string;
let output: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "described-"));
  output = join(project, "dist/main.cjs");
  await mkdir(dirname(output));
  await mkdir(join(project, "src"));
  await mkdir(join(project, "node_modules/laniakea-plugin-sdk"), { recursive: true });
  await symlink(join(ROOT, "node_modules/zod"), join(project, "node_modules/zod"), "junction");
  await symlink(join(ROOT, "node_modules/esbuild"), join(project, "node_modules/esbuild"), "junction");
  // The SDK's own sources: no build stands before this test.
  const sdk = JSON.stringify(join(ROOT, "sdk/typescript/src/api/controller.ts"));
  await writeFile(join(project, "node_modules/laniakea-plugin-sdk/index.ts"), `export * from ${sdk};`);
  await writeFile(join(project, "node_modules/laniakea-plugin-sdk/package.json"), '{"main":"index.ts"}');
  await writeFile(
    join(project, "src/main.ts"),
    `import { controller } from "laniakea-plugin-sdk";
     import { z } from "zod";
     controller({ name: "x", version: "1", commands: {
       read: () => 1,
       set: { args: z.object({ target: z.number() }), run: () => 1 },
       odd: { args: { "~standard": { version: 1, vendor: "v", validate: () => ({ value: 1 }) } }, run: () => 1 },
     } });`,
  );
});
afterEach(() => rm(project, { recursive: true, force: true }));

test("under dev a controller says what its commands take, where the schema's library knows it", async () => {
  await build({ ...bundleOptions(project, output, "node20"), plugins: [describedCommands(project)] });
  const { stderr } = await promisify(execFile)(process.execPath, [output]);
  expect(stderr.trim().split("\n").map(descriptionIn)).toMatchObject([
    { name: "read" },
    { name: "set", schema: { type: "object", properties: { target: { type: "number" } }, required: ["target"] } },
    { name: "odd" },
  ]);
});

test("a binary's bundle has nothing of it", async () => {
  await bundle(project, output);
  expect(await readFile(output, "utf8")).not.toContain(DESCRIPTION_FIELD);
});

test("a line of the log is no description", () => {
  expect(descriptionIn('{"@level":"info","@message":"hello"}')).toBeUndefined();
  expect(descriptionIn(`{"${DESCRIPTION_FIELD}":{"name":"cut of`)).toBeUndefined();
});
