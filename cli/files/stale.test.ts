import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { removeStale } from "./stale.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "stale-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("removes yesterday's work folders, and neither today's nor anything else", async () => {
  const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
  for (const name of ["work-old", "work-new", "other-old"]) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "file"), "");
    if (name.endsWith("old")) await utimes(join(folder, name), yesterday, yesterday);
  }
  await removeStale(folder, "work-");
  expect((await readdir(folder)).sort()).toEqual(["other-old", "work-new"]);
});

test("has no complaint about a folder that is not there", async () => {
  await expect(removeStale(join(folder, "none"), "work-")).resolves.toBeUndefined();
});
