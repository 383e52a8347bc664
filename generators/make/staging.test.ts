import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { leftBehind, makeStaging, removeLeftBehind } from "./staging.js";

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "staging-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The id of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await new Promise((resolve) => child.on("exit", resolve));
  return child.pid ?? 0;
}

test("what a killed run left is removed; what is in use, of another project or somebody's own stays", async () => {
  const folder = await makeFolder();
  const target = join(folder, "x");
  const live = basename(await makeStaging(folder, target));
  const dead = live.replace(`-${process.pid}-`, `-${await deadProcess()}-`);
  const others = [dead.replace(".x.", ".y."), ".x.create-notes", ".x.create-00000000-1-00000000"];
  for (const name of [dead, ...others]) await mkdir(join(folder, name));
  await writeFile(join(folder, dead, "half"), "");
  expect(await leftBehind(folder, target)).toEqual([dead]);
  await removeLeftBehind(folder, target);
  expect((await readdir(folder)).sort()).toEqual([live, ...others].sort());
});

test("another machine's is removed when nobody can still be at it", async () => {
  const folder = await makeFolder();
  const theirs = join(folder, ".x.create-00000000-1-00000000");
  await rename(await makeStaging(folder, join(folder, "x")), theirs);
  expect(await leftBehind(folder, join(folder, "x"))).toEqual([]);
  const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
  await utimes(theirs, yesterday, yesterday);
  expect(await leftBehind(folder, join(folder, "x"))).toEqual([basename(theirs)]);
});
