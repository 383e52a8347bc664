import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PluginEntry, PROJECT_FILE } from "../../daemon/entry.js";
import { parseProjectFile, ProjectFileError, readProjectFile, renderProjectFile } from "./project-file.js";

const ENTRY: PluginEntry = { name: "demo", type: "controller", exec: "demo", timeout: 10, maxTimeouts: 5 };

describe("readProjectFile", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "laniakea-project-"));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it("reads back what renderProjectFile writes", async () => {
    await writeFile(join(dir, PROJECT_FILE), renderProjectFile(ENTRY));
    expect(await readProjectFile(dir, "linux")).toEqual(ENTRY);
  });

  it("names the executable as Windows needs it, and keeps an extension that is there", async () => {
    await writeFile(join(dir, PROJECT_FILE), renderProjectFile(ENTRY));
    expect((await readProjectFile(dir, "win32")).exec).toBe("demo.exe");
    await writeFile(join(dir, PROJECT_FILE), renderProjectFile({ ...ENTRY, exec: "demo.cmd" }));
    expect((await readProjectFile(dir, "win32")).exec).toBe("demo.cmd");
  });

  it("says that a folder without the file is no plugin project", async () => {
    await expect(readProjectFile(dir)).rejects.toThrow(
      `${join(dir, PROJECT_FILE)}: not found: ${dir} is not the folder of a Laniakea plugin project`,
    );
  });
});

describe("parseProjectFile", () => {
  const parse = (source: string) => parseProjectFile(source, "p.yaml");

  it("fills in the daemon's defaults", () => {
    expect(parse("name: a\ntype: datasource\nexec: b\n")).toEqual({
      name: "a",
      type: "datasource",
      exec: "b",
      timeout: 30,
      maxTimeouts: 3,
    });
  });

  it.each<[shows: string, source: string, message: string | RegExp]>([
    [
      "a misspelt field, with the one that was meant",
      "name: a\nmax_timeout: 3\n",
      'p.yaml:2:1: unknown field "max_timeout"; did you mean "maxTimeouts"? Known: name, type, exec, timeout, maxTimeouts',
    ],
    ["a field like no other", "zzz: 1\n", /^p\.yaml:1:1: unknown field "zzz"\. Known: name/],
    ["a missing field", "name: a\ntype: datasource\n", 'p.yaml:1:1: the field "exec" is missing'],
    [
      "a bad name",
      "type: datasource\nname: a b\nexec: x\n",
      /^p\.yaml:2:7: the name "a b" is not allowed; use letters/,
    ],
    ["a reserved name", "name: all\n", /^p\.yaml:1:7: the name "all" is reserved/],
    ["a number for a name", "name: 12\n", 'p.yaml:1:7: "name" must be text; put it in quotes'],
    ["a wrong type", "name: a\ntype: sensor\n", 'p.yaml:2:7: "type" must be datasource or controller'],
    [
      "a path for exec",
      "name: a\ntype: controller\nexec: dist/a\n",
      /^p\.yaml:3:7: the executable's name "dist\/a" is not/,
    ],
    [
      "a negative timeout",
      "name: a\ntype: controller\nexec: a\ntimeout: -1\n",
      /^p\.yaml:4:10: "timeout" must be a whole/,
    ],
    ["a list", "- a\n", /^p\.yaml:1:1: expected the fields name/],
    ["an empty file", "", /^p\.yaml:1:1: expected the fields name/],
    ["text that is not YAML", 'name: "a\n', /^p\.yaml:2:1: /],
    ["the same field twice", "name: a\nname: b\n", /^p\.yaml:2:1: Map keys must be unique/],
  ])("refuses %s", (_shows, source, message) => {
    expect(() => parse(source)).toThrow(message);
    expect(() => parse(source)).toThrow(ProjectFileError);
  });
});
