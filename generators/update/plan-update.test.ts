import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sha256 } from "../../cli/files/contents/sha256.js";
import { RECORD_FILE } from "../../cli/languages/record-file.js";
import type { Answers } from "../languages/language.js";
import { planFiles } from "./plan-update.js";

const ANSWERS = { language: "typescript", packageManager: "npm", sdk: "" } as unknown as Answers;
const MOVE = [{ number: 1, sentence: "A file moved.", renamed: { "old.txt": "new/name.txt" } }];

async function planOf(made: Record<string, string>, ours: Record<string, string>, wanted: Record<string, string>) {
  const project = await mkdtemp(join(tmpdir(), "plan-update-"));
  onTestFinished(() => rm(project, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(ours)) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
  const texts = new Map(Object.entries(made));
  const hashes = new Map([...texts].map(([path, text]) => [path, sha256(text)]));
  const render = () =>
    new Map(Object.entries({ ...wanted, [RECORD_FILE]: "" }).map(([path, text]) => [path, Buffer.from(text)]));
  const record = { version: "0.1.0", answers: {}, hashes, texts };
  const { changes, kept } = await planFiles(project, record, ANSWERS, { render, migrations: MOVE });
  const all = [...changes, ...kept].filter(({ path }) => path !== RECORD_FILE);
  return all.map((file) => [file.path, file.status, "after" in file ? file.after?.toString() : undefined]);
}

test("a file that a migration has renamed takes along what was changed in it", async () => {
  const [made, wanted] = [{ "old.txt": "1\n2\n3\n" }, { "new/name.txt": "1\n2\n4\n" }];
  expect(await planOf(made, { "old.txt": "0\n1\n2\n3\n" }, wanted)).toEqual([
    ["old.txt", "delete", undefined],
    ["new/name.txt", "merge", "0\n1\n2\n4\n"],
  ]);
  expect(await planOf(made, { "old.txt": "mine\n" }, { "new/name.txt": "1\n2\n3\n" })).toEqual([
    ["old.txt", "delete", undefined],
    ["new/name.txt", "add", "mine\n"],
  ]);
  // Nothing is moved over a file of the user's.
  expect(await planOf(made, { "old.txt": "mine\n", "new/name.txt": "other\n" }, wanted)).toEqual([
    ["new/name.txt", "conflict", expect.stringContaining("<<<<<<< yours\nother\n")],
    ["old.txt", "keep", undefined],
  ]);
});

test("whose a file is decides: the author's stay, a tool's are made anew, shared ones are merged", async () => {
  const made = { "src/plugin.ts": "1", "test/mine.test.ts": "1", "vendor/sdk.tgz": "1", "README.md": "1\n" };
  const ours = { "src/plugin.ts": "2", "test/mine.test.ts": "2", "vendor/sdk.tgz": "2", "README.md": "1\nmine\n" };
  const wanted = { "src/plugin.ts": "3", "test/mine.test.ts": "3", "vendor/sdk.tgz": "3", "README.md": "0\n1\n" };
  expect(await planOf(made, ours, wanted)).toEqual([
    ["README.md", "merge", "0\n1\nmine\n"],
    ["vendor/sdk.tgz", "replace", "3"],
  ]);
});

test("what a project took over from its folder when it was made is not the template's", async () => {
  expect(await planOf({ "a.txt": "1" }, { "a.txt": "1", "README.md": "mine" }, { "a.txt": "1" })).toEqual([]);
});
