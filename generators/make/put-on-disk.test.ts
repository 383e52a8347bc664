import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Interrupted } from "../../cli/run/errors.js";
import type { PlannedFile } from "../plan/planned-files.js";
import { inspectTarget } from "../plan/target.js";
import { putOnDisk } from "./put-on-disk.js";

const never = new AbortController().signal;

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "place-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const planned = (path: string, text: string, status: PlannedFile["status"] = "create"): PlannedFile => ({
  path,
  status,
  contents: Buffer.from(text),
  before: undefined,
});
const FILES = [planned("README.md", "ours"), planned("src/main.ts", "code"), planned("z.txt", "last")];

/** Aborts when it has been asked `after` times: at every possible moment, one after the other. */
function abortedAfter(after: number): AbortSignal {
  let left = after;
  const throwIfAborted = () => {
    if (left-- === 0) throw new Interrupted();
  };
  return { ...never, throwIfAborted } as AbortSignal;
}

async function everything(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const pairs = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path.slice(folder.length + 1), entry.isFile() ? await readFile(path, "utf8") : "(folder)"] as const;
  });
  return Object.fromEntries((await Promise.all(pairs)).sort());
}

describe("place", () => {
  test("makes a folder with the usual rights, and the folders above it", async () => {
    const folder = await makeFolder();
    const target = inspectTarget("a/b/c", folder);
    await putOnDisk(target, FILES, never);
    await mkdir(join(folder, "usual"));
    const modes = await Promise.all(
      ["usual", "a", "a/b/c", "a/b/c/src"].map(async (name) => (await stat(join(folder, name))).mode),
    );
    expect(new Set(modes).size).toBe(1);
    expect(await everything(join(folder, "a"))).toEqual({
      b: "(folder)",
      "b/c": "(folder)",
      "b/c/README.md": "ours",
      "b/c/src": "(folder)",
      "b/c/src/main.ts": "code",
      "b/c/z.txt": "last",
    });
  });

  test("a folder that is there keeps what it has", async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, "LICENSE"), "mine");
    await putOnDisk(inspectTarget(".", folder), FILES, never);
    expect(Object.keys(await everything(folder))).toEqual(["LICENSE", "README.md", "src", "src/main.ts", "z.txt"]);
  });

  test.each([0, 1, 2, 3])("interrupted at moment %i before the rename: nothing is there", async (moment) => {
    const folder = await makeFolder();
    const target = inspectTarget("a/b", folder);
    await expect(putOnDisk(target, FILES, abortedAfter(moment))).rejects.toThrow(Interrupted);
    expect(await everything(folder)).toEqual({});
  });

  test.each([0, 1, 2, 3, 4, 5, 6])(
    "interrupted at moment %i in a folder that is there: it is as it was",
    async (moment) => {
      const folder = await makeFolder();
      await writeFile(join(folder, "LICENSE"), "mine");
      const target = inspectTarget(".", folder);
      await expect(putOnDisk(target, FILES, abortedAfter(moment))).rejects.toThrow(Interrupted);
      expect(await everything(folder)).toEqual({ LICENSE: "mine" });
    },
  );

  test("what appears meanwhile is not touched, and what was moved goes back", async () => {
    const folder = await makeFolder();
    const target = inspectTarget(".", folder);
    await writeFile(join(folder, "z.txt"), "theirs");
    await expect(putOnDisk(target, FILES, never)).rejects.toMatchObject({ exitCode: 3 });
    expect(await everything(folder)).toEqual({ "z.txt": "theirs" });
  });

  test("a folder that appears with something in it is not touched", async () => {
    const folder = await makeFolder();
    const target = inspectTarget("x", folder);
    await mkdir(join(folder, "x"));
    await writeFile(join(folder, "x", "theirs.txt"), "");
    await expect(putOnDisk(target, FILES, never)).rejects.toMatchObject({ exitCode: 3 });
    expect(await everything(folder)).toEqual({ x: "(folder)", "x/theirs.txt": "" });
  });

  const OLD = { "README.md": "mine", src: "(folder)", "src/main.ts": "my code", "z.txt": "last", "notes.txt": "keep" };
  const REPLACING = [
    planned("README.md", "ours", "replace"),
    planned("new/a.txt", "a"),
    planned("src/main.ts", "code", "replace"),
    planned("z.txt", "last", "same"),
  ];

  async function makeOld(): Promise<string> {
    const folder = await makeFolder();
    await mkdir(join(folder, "src"));
    for (const [name, text] of Object.entries(OLD)) {
      if (text !== "(folder)") await writeFile(join(folder, name), text);
    }
    return folder;
  }

  test("what is replaced is kept, in a folder that is not taken; all else stays", async () => {
    const folder = await makeOld();
    await writeFile(join(folder, "replaced"), "taken");
    const copies = await putOnDisk(inspectTarget(".", folder, true), REPLACING, never);
    expect(Object.fromEntries(copies)).toEqual({
      "README.md": "replaced-2/README.md",
      "src/main.ts": "replaced-2/src/main.ts",
    });
    expect(await everything(folder)).toEqual({
      ...OLD,
      replaced: "taken",
      "README.md": "ours",
      "src/main.ts": "code",
      new: "(folder)",
      "new/a.txt": "a",
      "replaced-2": "(folder)",
      "replaced-2/README.md": "mine",
      "replaced-2/src": "(folder)",
      "replaced-2/src/main.ts": "my code",
    });
  });

  test.each([0, 1, 2, 3, 4, 5, 6])("interrupted at moment %i while replacing: all is as it was", async (moment) => {
    const folder = await makeOld();
    const target = inspectTarget(".", folder, true);
    await expect(putOnDisk(target, REPLACING, abortedAfter(moment))).rejects.toThrow(Interrupted);
    expect(await everything(folder)).toEqual(OLD);
  });
});
