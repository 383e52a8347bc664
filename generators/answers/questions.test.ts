import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { quote, quoteTwice } from "../../cli/text/quote.js";
import type { Texts } from "../languages/question.js";
import { NOTHING_KNOWN } from "./known-answers.js";
import { QUESTIONS } from "./questions.js";
import { commandLine } from "./repeat-line.js";
import { resolveAnswers } from "./resolve.js";
import type { Switches } from "./switches.js";

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
  resolveAnswers({ ...NOTHING_KNOWN, texts }, { cwd: "/home/me", interactive: false }).answers;

describe("the table of questions", () => {
  test("a flag is held to the same rules as a prompt: every suggestion is a fine answer", () => {
    const context = { texts: { dir: "x", name: "x", type: "datasource" }, cwd: "/" };
    const odd = ["", " ", "all", "../x", "ü", "a b", "-1", "^1.2", "a\nb", "x".repeat(300), "1 || 2", "\u0000"];
    for (const question of QUESTIONS) {
      for (const text of odd) {
        const suggestion = question.suggest(text, context);
        expect(question.problem(suggestion, context), `${question.key}: ${JSON.stringify(text)}`).toBeUndefined();
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

describe("the line that repeats a run", () => {
  const CREATE = { words: "create", quote };

  test("has what differs from the defaults, and what the project is", () => {
    const answers = resolve({ dir: "x", type: "controller", timeout: "60" });
    const switches = { ...SWITCHES, register: true, laniakeaDir: "my lab" };
    expect(commandLine(answers, switches, CREATE)).toBe(
      "create x --type controller --laniakea-version '>= 1.0.0, < 2.0.0' --timeout 60 --register --laniakea-dir 'my lab' --yes",
    );
  });

  test("keeps a folder apart from flags and commands", () => {
    expect(commandLine(resolve({ dir: "-x" }), SWITCHES, CREATE)).toContain("create ./-x --type");
    expect(commandLine(resolve({ dir: "check" }), SWITCHES, CREATE)).toContain("create ./check --type");
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
