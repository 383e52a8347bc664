import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { leftovers, removeLeftovers, temporaryName } from "./leftovers.js";

const KIND = { prefix: ".x.create-" };
const THEIRS = ".x.create-00000000-1-00000000";
const YESTERDAY = new Date(Date.now() - 25 * 60 * 60 * 1000);

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "leftovers-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The id of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await new Promise((resolve) => child.on("exit", resolve));
  return child.pid ?? 0;
}

test("what a killed run left is removed; what is in use, of another kind or somebody's own stays", async () => {
  const folder = await makeFolder();
  const live = temporaryName(KIND);
  const dead = live.replace(`-${process.pid}-`, `-${await deadProcess()}-`);
  const others = [live, dead.replace(".x.", ".y."), ".x.create-notes", THEIRS];
  for (const name of [dead, ...others]) await mkdir(join(folder, name));
  await writeFile(join(folder, dead, "half"), "");
  expect(leftovers(folder, KIND)).toEqual([dead]);
  removeLeftovers(folder, KIND);
  expect((await readdir(folder)).sort()).toEqual(others.sort());
});

test("a kind that has a suffix is told from a name without it", async () => {
  const folder = await makeFolder();
  const kind = { prefix: ".config.yaml.", suffix: ".tmp" };
  const dead = temporaryName(kind).replace(`-${process.pid}-`, `-${await deadProcess()}-`);
  const others = [dead.replace(".tmp", ".bak"), temporaryName(kind)];
  for (const name of [dead, ...others]) await writeFile(join(folder, name), "");
  removeLeftovers(folder, kind);
  expect((await readdir(folder)).sort()).toEqual(others.sort());
});

test("another machine's is removed when nobody can still be at it: yesterday's, and not today's", async () => {
  const folder = await makeFolder();
  await mkdir(join(folder, temporaryName(KIND)));
  await rename(join(folder, (await readdir(folder))[0] ?? ""), join(folder, THEIRS));
  expect(leftovers(folder, KIND)).toEqual([]);
  await utimes(join(folder, THEIRS), YESTERDAY, YESTERDAY);
  expect(leftovers(folder, KIND)).toEqual([THEIRS]);
});

test("where all is ours, what has no mark goes by its age", async () => {
  const folder = await makeFolder();
  for (const name of ["staging-old", "staging-new", "other-old"]) {
    await mkdir(join(folder, name));
    if (name.endsWith("old")) await utimes(join(folder, name), YESTERDAY, YESTERDAY);
  }
  removeLeftovers(folder, { prefix: "staging-" });
  expect(await readdir(folder)).toHaveLength(3);
  removeLeftovers(folder, { prefix: "staging-", allOurs: true });
  expect((await readdir(folder)).sort()).toEqual(["other-old", "staging-new"]);
});

test("has no complaint about a folder that is not there", async () => {
  const none = join(await makeFolder(), "none");
  expect(() => removeLeftovers(none, KIND)).not.toThrow();
});
