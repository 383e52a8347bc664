import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, ROOT, run } from "../create/support/cli.js";
import { KEYS, Terminal } from "../create/support/terminal.js";
import { filesOf } from "./project-files.js";

async function makeProject(): Promise<{ cwd: string; project: string }> {
  const cwd = await makeFolder();
  expect((await run(["x", "--yes", "--no-install"], { cwd })).code).toBe(0);
  return { cwd, project: join(cwd, "x") };
}

test("at a terminal it shows what would happen, and asks; no means no", async () => {
  const { cwd, project } = await makeProject();
  const before = await filesOf(project);
  const args = ["update", "x", "--timeout", "60", "--no-install"];
  const refused = new Terminal(args, { cwd });
  await refused.shows("Go on?");
  expect(refused.raw).toContain("x will change:");
  expect(refused.raw).toContain("replace   x/laniakea-plugin.yaml");
  refused.type(`n${KEYS.enter}`);
  await refused.shows("not agreed to; nothing was written");
  expect(await refused.ended()).toBe(130);
  expect(await filesOf(project)).toEqual(before);
  const agreed = new Terminal(args, { cwd });
  await agreed.shows("Go on?");
  agreed.type(KEYS.enter);
  await agreed.shows("Updated x, 0.1.0:");
  expect(await agreed.ended()).toBe(0);
  expect(await readFile(join(project, "laniakea-plugin.yaml"), "utf8")).toContain("\ntimeout: 60\n");
});

test("the author's code is adapted only by those who agree", async () => {
  const { cwd, project } = await makeProject();
  const file = join(project, "test/plugin.test.ts");
  const old = (await readFile(file, "utf8")).replaceAll("frame.source, plugin.name", 'frame.source, "x"');
  await writeFile(file, old);
  const unattended = await run(["update", "x", "--yes", "--no-install"], { cwd });
  expect(unattended.stdout).toContain(
    "Your own code can be adapted by update --migrate:\n  test/plugin.test.ts: The test takes",
  );
  expect(await readFile(file, "utf8")).toBe(old);
  const terminal = new Terminal(["update", "x", "--no-install"], { cwd });
  await terminal.shows("Do it?");
  expect(terminal.raw).toContain("+    assert.equal(frame.source, plugin.name);");
  terminal.type(KEYS.enter);
  expect(await terminal.ended()).toBe(0);
  expect(await readFile(file, "utf8")).toBe(old.replaceAll('frame.source, "x"', "frame.source, plugin.name"));
  expect((await run(["update", "x", "--undo"], { cwd })).code).toBe(0);
  expect(await readFile(file, "utf8")).toBe(old);
});

/** An npx that notes its arguments and ends with an exit code. */
async function fakeNpx(folder: string, code: number): Promise<{ PATH: string }> {
  const bin = join(folder, "bin");
  await mkdir(bin);
  await writeFile(join(bin, "npx"), `#!/bin/sh\nprintf '%s\\n' "$@" > ${join(folder, "args")}\nexit ${code}\n`);
  await chmod(join(bin, "npx"), 0o755);
  return { PATH: [bin, process.env["PATH"]].join(delimiter) };
}

test("another version does it: --to, and the command inside a TypeScript project", async () => {
  const cwd = await makeFolder();
  const env = await fakeNpx(cwd, 8);
  const args = async () => (await readFile(join(cwd, "args"), "utf8")).trim().split("\n");
  expect(await run(["update", "x", "--to", "9.9.9", "--yes"], { cwd, env })).toMatchObject({ code: 8 });
  expect(await args()).toEqual(["--yes", "create-laniakea-plugin@9.9.9", "update", "x", "--yes"]);
  const program = [process.execPath, join(ROOT, "sdk/typescript/dist/cli/main.js")];
  const inside = new Terminal(["update", "--undo", "--timeout", "60"], { cwd, env }, 100, program);
  expect(await inside.ended()).toBe(8);
  expect(await args()).toEqual(["--yes", "create-laniakea-plugin@latest", "update", "--undo", "--timeout", "60"]);
});
