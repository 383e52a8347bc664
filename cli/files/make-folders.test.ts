import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeFolders } from "./make-folders.js";

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "make-folders-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("makes what is missing, and says where that begins", async () => {
  const folder = await makeFolder();
  await mkdir(join(folder, "a"));
  expect(await makeFolders(join(folder, "a/b/c"), 0o700)).toBe(join(folder, "a/b"));
  expect((await stat(join(folder, "a/b/c"))).mode & 0o777).toBe(0o700);
  expect(await makeFolders(join(folder, "a/b/c"))).toBeUndefined();
  expect(await makeFolders(join(folder, "d"))).toBe(join(folder, "d"));
});

test("two at a time are no trouble", async () => {
  const folder = await makeFolder();
  await Promise.all(Array.from({ length: 20 }, () => makeFolders(join(folder, "a/b/c/d"))));
  expect((await stat(join(folder, "a/b/c/d"))).isDirectory()).toBe(true);
});

test("a file in the way, and a folder that refuses, are the system's errors", async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, "file"), "");
  await expect(makeFolders(join(folder, "file"))).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeFolders(join(folder, "file/a"))).rejects.toMatchObject({ code: "ENOTDIR" });
  if (process.platform === "linux") await expect(makeFolders("/proc/a/b")).rejects.toMatchObject({ code: "ENOENT" });
});
