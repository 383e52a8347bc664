import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { makeTemporaryFolder } from "./temporary-folder.js";

afterEach(() => void vi.unstubAllEnvs());

test("is a folder of its own in the one that there is, and goes with all that is in it", async () => {
  const { environment, remove } = await makeTemporaryFolder();
  const folder = environment["TMPDIR"] ?? "";
  expect(dirname(folder)).toBe(tmpdir());
  expect(environment).toEqual({ TMPDIR: folder, TEMP: folder, TMP: folder });
  writeFileSync(join(folder, "left"), "");
  await remove();
  expect(existsSync(folder)).toBe(false);
  await remove();
});

test("is left to the plugin where none can be made", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "no-folder-")), "file");
  writeFileSync(file, "");
  for (const name of ["TMPDIR", "TEMP", "TMP"]) vi.stubEnv(name, file);
  const { environment, remove } = await makeTemporaryFolder();
  expect(environment).toEqual({});
  await remove();
  rmSync(dirname(file), { recursive: true });
});
