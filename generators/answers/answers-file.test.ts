import { existsSync } from "node:fs";
import { PassThrough, Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { Interrupted } from "../../cli/run/errors.js";
import { readAnswers } from "./answers-file.js";
import { flagsOver } from "./known-answers.js";

const read = (text: string) => readAnswers("-", "/", Readable.from([text]));

describe("an answers file", () => {
  test("YAML and JSON say the same", async () => {
    const yaml = await read("# lab 3\ntype: controller\ntimeout: 60\ninstall: false\nlaniakeaDir: my lab\n");
    const json = await read('{"type":"controller","timeout":60,\n\t"install":false,"laniakeaDir":"my lab"}');
    const said = {
      texts: { type: "controller", timeout: "60" },
      switches: { install: false, laniakeaDir: "my lab" },
      problems: [],
    };
    expect(yaml).toMatchObject(said);
    expect(json).toMatchObject(said);
    expect(yaml.places).toMatchObject({ type: "stdin:2", install: "stdin:4" });
  });

  test("an empty one says nothing", async () => {
    expect(await read("# nothing yet\n")).toEqual({ texts: {}, switches: {}, places: {}, problems: [] });
  });

  test("all that is wrong is named with its line", async () => {
    const { problems } = await read(
      'typ: controller\nlaniakeaVersion: 1.10\ntimeout: "60"\nregister: maybe\nyes: true\n',
    );
    expect(problems).toEqual([
      'stdin:1: there is no answer called "typ"; did you mean type?',
      "stdin:2: laniakeaVersion is text; put it in quotes",
      "stdin:3: timeout is a whole number",
      "stdin:4: register is true or false",
      expect.stringMatching(/^stdin:5: there is no answer called "yes"/),
    ]);
  });

  test("a text that is missing is empty, whatever quotes would make of it", async () => {
    const { problems } = await read("name:\ndescription: null\n");
    expect(problems).toEqual([
      "stdin:1: name is empty; give a text, or leave it out",
      "stdin:2: description is empty; give a text, or leave it out",
    ]);
  });

  test.each([
    ["type: [", /^stdin:1: /],
    ["type: a\ntype: b\n", /^stdin:2: .*unique/],
    ["- type\n", /^stdin: answers are a mapping/],
    ["type: a\n---\ntype: b\n", /^stdin:2: a second document begins; give one$/],
    ["# long\n".repeat(10_000), /^--answers: - has more than 64 KB/],
  ])("%j is refused", async (text, message) => {
    await expect(read(text)).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
  });

  test("names that every object has are not answers; an alias is what it stands for", async () => {
    const { texts, problems } = await read("constructor: a\n__proto__: b\ndir: &d x\nname: *d\n");
    expect(texts).toEqual({ dir: "x", name: "x" });
    expect(problems).toEqual([
      'stdin:1: there is no answer called "constructor"',
      'stdin:2: there is no answer called "__proto__"',
    ]);
  });

  test("what PowerShell writes is read, too", async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("type: controller\r\n", "utf16le")]);
    expect((await readAnswers("-", "/", Readable.from([bytes]))).texts).toEqual({ type: "controller" });
  });

  test.skipIf(!existsSync("/dev/zero"))("a file without an end is refused", async () => {
    await expect(readAnswers("/dev/zero", "/", Readable.from([]))).rejects.toMatchObject({ exitCode: 2 });
  });

  test("one that cannot be read is refused", async () => {
    await expect(readAnswers("nowhere.yaml", "/", Readable.from([]))).rejects.toMatchObject({
      exitCode: 2,
      message: "--answers: nowhere.yaml cannot be read: not found (ENOENT)",
    });
  });

  test("a flag overrules it, and what it says is then nobody's fault", async () => {
    const file = await read("type: controller\nname: a b\nregister: true\n");
    const given = flagsOver(file, { texts: { name: "ab" }, switches: { register: false } }, { packageManager: "npm" });
    expect(given.texts).toEqual({ type: "controller", name: "ab" });
    expect(given.switches).toEqual({ register: false });
    expect(given.places).toEqual({ type: "stdin:1" });
  });

  test("a stdin that never ends: a signal ends the wait", async () => {
    const controller = new AbortController();
    const stdin = new PassThrough();
    stdin.write("type: controller\n");
    const reading = readAnswers("-", "/", stdin, controller.signal);
    controller.abort(new Interrupted());
    await expect(reading).rejects.toThrow(Interrupted);
    expect(stdin.destroyed).toBe(true);
  });
});
