import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { installExecutable, keepOld, keepOldProgram } from "./atomic-file.js";
import { isInUse, ProgramInUse } from "./program-in-use.js";
import { Undo } from "./undo.js";

/** The inode of the program that runs, as Windows would treat it: it is renamed, and neither replaced nor deleted. */
let running: number | undefined;
let mayRename = true;

async function refuse(path: string): Promise<void> {
  if (statSync(path, { throwIfNoEntry: false })?.ino !== running || running === undefined) return;
  throw Object.assign(new Error(`EPERM: operation not permitted, ${path}`), { code: "EPERM", path });
}

const windows = {
  platform: "win32",
  async rename(from: string, to: string) {
    if (!mayRename) await refuse(from);
    await refuse(to);
    await rename(from, to);
  },
  async rm(path: string, options: { readonly force: boolean }) {
    await refuse(path);
    await rm(path, options);
  },
} as const;

const { signal } = new AbortController();
let dir: string;
let built: string;
let installed: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "in-use-"));
  [built, installed] = [join(dir, "built"), join(dir, "demo.exe")];
  writeFileSync(built, "new");
  writeFileSync(installed, "old");
  running = statSync(installed).ino;
  mayRename = true;
});
afterEach(() => {
  running = undefined;
  rmSync(dir, { recursive: true });
});

/** As `register` does it. */
async function replace(undo = new Undo()): Promise<void> {
  let forget = async () => {};
  const beforeRename = async () => {
    forget = await keepOldProgram(installed, undo, windows);
  };
  await installExecutable(built, installed, { signal, beforeRename });
  await forget();
}

const contents = () => readdirSync(dir).map((name) => readFileSync(join(dir, name), "utf8"));

describe("a program that runs on Windows", () => {
  test("is put aside for the new one, and only it stays beside while it runs", async () => {
    await replace();
    expect(readFileSync(installed, "utf8")).toBe("new");
    expect(contents().sort()).toEqual(["new", "new", "old"]);
  });

  test("is gone when it does not run", async () => {
    running = undefined;
    await replace();
    expect(contents()).toEqual(["new", "new"]);
  });

  test("is back in its place when a later step fails", async () => {
    const undo = new Undo();
    await replace(undo);
    await undo.run();
    expect(readdirSync(dir).sort()).toEqual(["built", "demo.exe"]);
    expect(readFileSync(installed, "utf8")).toBe("old");
  });

  test("that cannot be put aside stays, with nothing beside it", async () => {
    mayRename = false;
    await expect(replace()).rejects.toThrow(ProgramInUse);
    await expect(replace()).rejects.toThrow(`${installed} cannot be replaced: it may be running (EPERM)`);
    expect(readdirSync(dir).sort()).toEqual(["built", "demo.exe"]);
    expect(readFileSync(installed, "utf8")).toBe("old");
  });
});

test("what was kept of a file that was not replaced in the end leaves no second name", async () => {
  running = undefined;
  const undo = new Undo();
  await keepOld(installed, undo);
  expect(readdirSync(dir)).toHaveLength(3);
  await undo.run();
  expect(readdirSync(dir).sort()).toEqual(["built", "demo.exe"]);
});

test.runIf(process.platform === "linux")("a program that runs cannot be written to, which tells it apart", async () => {
  const program = join(dir, "running");
  copyFileSync("/bin/sleep", program);
  expect(await isInUse(program, "win32")).toBe(false);
  const child = spawn(program, ["60"]);
  await once(child, "spawn");
  expect(await isInUse(program, "win32")).toBe(true);
  // Elsewhere a program that runs is replaced all the same.
  expect(await isInUse(program, "linux")).toBe(false);
  child.kill();
  await once(child, "exit");
});
