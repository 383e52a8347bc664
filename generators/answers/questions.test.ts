import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { UserError } from "../../cli/run/errors.js";
import { quote, quoteTwice } from "../../cli/text/quote.js";
import type { Texts } from "../languages/question.js";
import { NOTHING_KNOWN } from "./known-answers.js";
import { QUESTIONS } from "./questions.js";
import { commandLine } from "./repeat-line.js";
import { resolveAnswers } from "./resolve.js";
import type { GivenSwitches, Switches } from "./switches.js";

const SWITCHES: Switches = {
  install: true,
  git: false,
  build: false,
  register: false,
  laniakeaDir: undefined,
  config: undefined,
  overwrite: false,
};
const resolve = (texts: Texts) =>
  resolveAnswers({ ...NOTHING_KNOWN, texts }, { cwd: "/home/me", interactive: false, modes: [] }).answers;

describe("the table of questions", () => {
  test("a flag is held to the same rules as a prompt: every suggestion is a fine answer", () => {
    const context = { texts: { dir: "x", name: "x", type: "datasource" }, cwd: "/" };
    const odd = ["", " ", "all", "../x", "ü", "a b", "-1", "^1.2", "a\nb", "x".repeat(300), "1 || 2", "\u0000"];
    for (const question of QUESTIONS) {
      for (const text of odd) {
        const suggestion = question.suggest(text, context);
        const problem = suggestion === undefined ? undefined : question.problem(suggestion, context);
        expect(problem, `${question.key}: ${JSON.stringify(text)}`).toBeUndefined();
        expect(question.problem(text, context) ?? "").not.toContain("\n");
      }
    }
  });

  test("every default is a fine answer, and only the folder has none", () => {
    const context = { texts: { dir: "x" }, cwd: "/" };
    const without = QUESTIONS.filter((question) => question.default(context) === undefined);
    expect(without.map(({ key }) => key)).toEqual(["dir"]);
    for (const question of QUESTIONS)
      expect(question.problem(question.default(context) ?? "x", context)).toBeUndefined();
  });

  test("the folder gives the name: its last part, whatever way it is written", () => {
    expect(resolve({ dir: "a/b-c/" }).name).toBe("b-c");
    expect(resolve({ dir: "." }).name).toBe("me");
    expect(resolve({ dir: "../you" }).name).toBe("you");
    expect(resolve({ dir: "x y", name: "z" }).name).toBe("z");
  });
});

describe("the line that an error offers", () => {
  const hintOf = (texts: Texts, switches: GivenSwitches = {}, problems: readonly string[] = []) => {
    try {
      const known = { ...NOTHING_KNOWN, texts: { dir: "x", ...texts }, switches, problems };
      resolveAnswers(known, { cwd: "/home/me", interactive: false, modes: ["--dry-run", "--json"] });
    } catch (error) {
      if (error instanceof UserError) return error.hint;
    }
    return expect.fail("it was not refused");
  };

  test.each<[string, Texts, string]>([
    ["a type that is misspelt", { type: "controler" }, "--type controller"],
    ["a language that is misspelt", { language: "pyhton" }, "--language python"],
    ["a package manager that is misspelt", { packageManager: "pnmp" }, "--package-manager pnpm"],
    ["a constraint in another grammar", { laniakeaVersion: "^1.2.0" }, "--laniakea-version '>= 1.2.0, < 2.0.0'"],
    ["a folder with a control character", { dir: "lab/a\nb", timeout: "5" }, " lab/a-b "],
    ["a name with what is not allowed", { name: "my sensor!" }, "--name my-sensor"],
  ])("has the nearest: %s", (_, texts, part) => {
    const hint = hintOf(texts, { register: true, laniakeaDir: "lab", git: true });
    expect(hint).toMatch(/^try: /);
    expect(hint).toContain(part);
    expect(hint).toMatch(/ --git --register --laniakea-dir lab --dry-run --json --yes$/);
  });

  test.each<[string, Texts, GivenSwitches]>([
    ["an empty --laniakea-dir", {}, { register: true, laniakeaDir: "" }],
    ["an empty --config", {}, { register: true, config: "" }],
    ["both", {}, { register: true, laniakeaDir: "a", config: "b" }],
    ["where to register, and not that", {}, { laniakeaDir: "a" }],
    ["that, and not to", {}, { laniakeaDir: "a", register: false }],
    ["register without an install", {}, { register: true, install: false }],
    ["register without a build", {}, { register: true, build: false }],
    ["a misspelt type beside an empty folder", { type: "controler" }, { register: true, laniakeaDir: "" }],
    ["a type like none", { type: "x" }, {}],
    ["a number of seconds", { timeout: "5m" }, {}],
    ["a number of restarts", { maxTimeouts: "-1" }, {}],
    ["a package manager like none", { packageManager: "pip" }, {}],
    ["an SDK", { sdk: "banana" }, {}],
    ["a constraint that nothing fulfils", { laniakeaVersion: ">= 2, < 1" }, {}],
    ["a constraint like none", { laniakeaVersion: "banana" }, {}],
    ["an empty folder", { dir: "" }, {}],
    ["an empty name", { name: "" }, {}],
    ["a name with no letter that is allowed", { name: "ü" }, {}],
    ["an empty description", { description: " " }, {}],
  ])("is left out where it would do something else: %s", (_, texts, switches) => {
    expect(hintOf(texts, switches)).toBe("what there is: create-laniakea-plugin --help");
  });

  test("is left out where an answer of a file is lost", () => {
    expect(hintOf({}, {}, ['a.yaml:1: there is no answer called "typ"'])).toMatch(/^what there is: /);
  });

  test("a word that is nearly right is named", () => {
    const context = { texts: {}, cwd: "/" };
    const problemOf = (key: string, text: string) => QUESTIONS.find((each) => each.key === key)?.problem(text, context);
    expect(problemOf("type", "controler")).toMatch(/, not "controler"; did you mean controller\?$/);
    expect(problemOf("language", "pyhton")).toMatch(/; did you mean python\?$/);
    expect(problemOf("packageManager", "pip")).toMatch(/, not "pip"$/);
  });
});

describe("the line that repeats a run", () => {
  const CREATE = { words: "create", quote };

  test("has what differs from the defaults, and what the project is", () => {
    const answers = resolve({ dir: "x", type: "controller", timeout: "60" });
    const switches = { ...SWITCHES, register: true, laniakeaDir: "my lab" };
    expect(commandLine(answers, switches, [], CREATE)).toBe(
      "create x --type controller --laniakea-version '>= 1.0.0, < 2.0.0' --timeout 60 --register --laniakea-dir 'my lab' --yes",
    );
  });

  test("keeps a folder apart from flags and commands", () => {
    expect(commandLine(resolve({ dir: "-x" }), SWITCHES, [], CREATE)).toContain("create ./-x --type");
    expect(commandLine(resolve({ dir: "check" }), SWITCHES, [], CREATE)).toContain("create ./check --type");
  });

  test("has the flags that say how the run is to behave", () => {
    expect(commandLine(resolve({ dir: "x" }), SWITCHES, ["--dry-run"], CREATE)).toMatch(/ --dry-run --yes$/);
  });

  test("quotes for the shell", () => {
    expect(quote("it's $HOME", "linux")).toBe(`'it'\\''s $HOME'`);
    expect(quote("a b", "win32")).toBe(`"a b"`);
    expect(quote("C:\\lab dir\\", "win32")).toBe(`"C:\\lab dir\\\\"`);
    expect(quote('a\\"b', "win32")).toBe(`"a\\\\\\"b"`);
    expect(quote("a/b.c", "linux")).toBe("a/b.c");
  });

  test.skipIf(process.platform === "win32")("quotes for a shell behind the shell", () => {
    for (const text of ["a/b.c", ">= 1.0.0, < 2.0.0", "it's $HOME", '"`!\\', ""]) {
      const inner = execFileSync("sh", ["-c", `printf %s ${quoteTwice(text)}`], { encoding: "utf8" });
      expect(execFileSync("sh", ["-c", `printf %s ${inner}`], { encoding: "utf8" })).toBe(text);
    }
    expect(quoteTwice(">= 1.0.0")).toBe(`"'>= 1.0.0'"`);
  });
});
