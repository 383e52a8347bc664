import { describe, expect, test } from "vitest";
import { mergeText } from "./merge.js";

const LABELS = { ours: "yours", base: "as made", theirs: "now" };
const merge = (path: string, base: string, ours: string, theirs: string) => mergeText(path, base, ours, theirs, LABELS);
const fine = (text: string) => ({ text, conflicts: 0 });

describe("by lines", () => {
  test("each side's change, with our line ends and our missing last one", () => {
    expect(merge("a.txt", "1\n2\n3\n4\n5\n", "0\r\n1\r\n2\r\n3\r\n4\r\n5", "1\n2\n3\n4\n6\n5\n")).toEqual(
      fine("0\r\n1\r\n2\r\n3\r\n4\r\n6\r\n5"),
    );
  });

  test("one place, two changes: all three between git's marks", () => {
    expect(merge("a.txt", "1\n2\n3\n", "1\nours\n3\n", "1\ntheirs\n3\n")).toEqual({
      text: "1\n<<<<<<< yours\nours\n||||||| as made\n2\n=======\ntheirs\n>>>>>>> now\n3\n",
      conflicts: 1,
    });
  });

  test("the same change on both sides is none", () => {
    expect(merge("a.txt", "1\n2\n", "1\nnew\n", "1\nnew\n")).toEqual(fine("1\nnew\n"));
  });

  test("names of JavaScript's own are lines as others", () => {
    expect(merge("a.txt", "__proto__\nconstructor\n", "__proto__\nconstructor\nmine\n", "__proto__\n")).toMatchObject({
      conflicts: 1,
    });
    expect(merge("a.txt", "__proto__\n1\nconstructor\n", "__proto__\n1\nconstructor\n", "1\nconstructor\n")).toEqual(
      fine("1\nconstructor\n"),
    );
  });

  test("reformatted lines are the same lines where blanks mean nothing, and nowhere else", () => {
    const [base, theirs] = ["if (a) {\n  b('c');\n}\nd();\n", "if (a) {\n  b('c');\n}\nd();\ne();\n"];
    const ours = 'if (a) {\n\tb("c")\n}\nmine()\nd()\n';
    expect(merge("a.ts", base, ours, theirs)).toEqual(fine(`${ours}e();\n`));
    expect(merge("a.py", base, ours, theirs).conflicts).toBe(1);
  });
});

describe("by keys", () => {
  test("JSON: neighbours are no conflict; order, indentation and line ends are ours", () => {
    const base = '{\n  "a": 1,\n  "b": 2\n}\n';
    const ours = '{\r\n\t"b": 2,\r\n\t"mine": true,\r\n\t"a": 1\r\n}\r\n';
    expect(merge("package.json", base, ours, '{\n  "a": 1,\n  "new": 3,\n  "b": 4\n}\n')).toEqual(
      fine('{\r\n\t"b": 4,\r\n\t"mine": true,\r\n\t"a": 1,\r\n\t"new": 3\r\n}\r\n'),
    );
  });

  test("JSON: what both gave another value has marks where it stands; a key that we removed stays away", () => {
    const base = '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}\n';
    expect(merge("x.json", base, '{\n  "a": 10,\n  "c": 3\n}\n', '{\n  "a": 11,\n  "b": 20,\n  "c": 30\n}\n')).toEqual({
      text: '{\n<<<<<<< yours\n  "a": 10,\n||||||| as made\n  "a": 1,\n=======\n  "a": 11,\n>>>>>>> now\n  "c": 30\n}\n',
      conflicts: 1,
    });
  });

  test("JSON: a list of names is a set; comments stay", () => {
    const ours = '{\n  // mine\n  "lib": ["a", "mine"],\n}\n';
    expect(merge("tsconfig.json", '{\n  "lib": ["a", "b"]\n}\n', ours, '{\n  "lib": ["a", "new"]\n}\n').text).toMatch(
      /^\{\n {2}\/\/ mine\n {2}"lib": \[\s*"a",\s*"new",\s*"mine"\s*\],?\n\}\n$/,
    );
  });

  test("TOML: a dependency beside one of ours, tables of their own, our comments and line ends", () => {
    const base = '[project]\nname = "x"\ndependencies = [\n    "a==1",\n    "b==1",\n]\n\n[tool.old]\nstrict = true\n';
    const ours = `# mine\n${base.replace('"a==1",', '"a==1",\n    "mine",').replace('"x"', '"x" # here')}`;
    const theirs = `${base.replace("a==1", "a==2").replace("true", "true\nmore = 1")}\n[tool.new]\nb = true\n`;
    const wanted = ours.replace("a==1", "a==2").replace("true", "true\nmore = 1") + "\n[tool.new]\nb = true\n";
    expect(merge("pyproject.toml", base, ours, theirs)).toEqual(fine(wanted));
    const crlf = (text: string) => text.replaceAll("\n", "\r\n");
    expect(merge("pyproject.toml", base, crlf(ours), theirs)).toEqual(fine(crlf(wanted)));
  });

  test("YAML: a value beside one of ours", () => {
    expect(merge("a.yaml", "# of us\na: 1\nb: 2\n", "# of us\na: 1\nb: 3 # mine\n", "# of us\na: 9\nb: 2\n")).toEqual(
      fine("# of us\na: 9\nb: 3 # mine\n"),
    );
  });

  test("go.mod: a module beside one of ours; what both raised is a conflict", () => {
    const base = "module x\n\ngo 1.21\n\nrequire (\n\ta.org/a v1.0.0\n\tb.org/b v1.0.0 // indirect\n)\n";
    const ours = base.replace("\ta.org/a", "\tmine.org/m v0.1.0\n\ta.org/a");
    const theirs = base
      .replace("go 1.21", "go 1.22")
      .replace("a v1.0.0", "a v1.1.0")
      .replace(")", "\tnew.org/n v1.0.0\n)");
    expect(merge("go.mod", base, ours, theirs)).toEqual(
      fine(
        "module x\n\ngo 1.22\n\nrequire (\n\tmine.org/m v0.1.0\n\ta.org/a v1.1.0\n\tb.org/b v1.0.0 // indirect\n\tnew.org/n v1.0.0\n)\n",
      ),
    );
    expect(merge("go.mod", base, base.replace("a v1.0.0", "a v1.2.0"), theirs).text).toContain(
      "<<<<<<< yours\n\ta.org/a v1.2.0\n||||||| as made\n\ta.org/a v1.0.0\n=======\n\ta.org/a v1.1.0\n>>>>>>> now\n",
    );
  });

  test("what is not of its format is merged by lines", () => {
    expect(merge("x.json", "1\n2\n3\n", "0\n1\n2\n3\n", "1\n2\n3\n4\n")).toEqual(fine("0\n1\n2\n3\n4\n"));
    const twice = '{\n  "a": 1,\n  "a": 2\n}\n';
    expect(merge("x.json", twice, twice, twice.replace("2", "3"))).toEqual(fine(twice.replace("2", "3")));
  });
});
