import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Interrupted } from "../../cli/run/errors.js";
import { STORE, type Write, writeAll } from "./transaction.js";
import { undo } from "./undo.js";

const never = new AbortController().signal;

async function makeProject(): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), "transaction-"));
  onTestFinished(() => rm(project, { recursive: true, force: true }));
  await mkdir(join(project, "old/deep"), { recursive: true });
  await writeFile(join(project, "a.txt"), "a", { mode: 0o640 });
  await writeFile(join(project, "old/deep/b.sh"), "b", { mode: 0o755 });
  return project;
}

const write = (path: string, before: string | undefined, after: string | undefined): Write => ({
  path,
  before: before === undefined ? undefined : Buffer.from(before),
  after: after === undefined ? undefined : Buffer.from(after),
});
const WRITES = [write("a.txt", "a", "A"), write("new/c.txt", undefined, "c"), write("old/deep/b.sh", "b", undefined)];

test("writes, makes and deletes files with their folders; taken back, modes and folders are as before", async () => {
  const project = await makeProject();
  await writeAll(project, WRITES, [], never);
  expect((await readdir(project)).sort()).toEqual([STORE, "a.txt", "new"]);
  expect(await readFile(join(project, "a.txt"), "utf8")).toBe("A");
  expect((await stat(join(project, "a.txt"))).mode & 0o777).toBe(0o640);
  await undo(project, false);
  expect((await readdir(project)).sort()).toEqual(["a.txt", "old"]);
  expect((await stat(join(project, "old/deep/b.sh"))).mode & 0o777).toBe(0o755);
  expect((await stat(join(project, "a.txt"))).mode & 0o777).toBe(0o640);
  await expect(undo(project, false)).rejects.toMatchObject({ exitCode: 3 });
});

test("what was changed since it was looked at is not written over", async () => {
  const project = await makeProject();
  await writeFile(join(project, "a.txt"), "mine");
  await expect(writeAll(project, WRITES, [], never)).rejects.toMatchObject({
    exitCode: 3,
    message: "a.txt was changed meanwhile; nothing was written",
  });
  expect((await readdir(project)).sort()).toEqual(["a.txt", "old"]);
  expect(await readFile(join(project, "a.txt"), "utf8")).toBe("mine");
});

test("a file where a folder is to be: all is as it was", async () => {
  const project = await makeProject();
  const writes = [write("a.txt", "a", "A"), write("a.txt/below", undefined, "c")];
  await expect(writeAll(project, writes, [], never)).rejects.toMatchObject({ exitCode: 3 });
  expect((await readdir(project)).sort()).toEqual(["a.txt", "old"]);
  expect(await readFile(join(project, "a.txt"), "utf8")).toBe("a");
});

test("interrupted before it begins, nothing is left", async () => {
  const project = await makeProject();
  const aborted = AbortSignal.abort(new Interrupted());
  await expect(writeAll(project, WRITES, [], aborted)).rejects.toThrow(Interrupted);
  expect((await readdir(project)).sort()).toEqual(["a.txt", "old"]);
});
