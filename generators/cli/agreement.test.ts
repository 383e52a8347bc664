import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COMMAND_NAMES } from "../../cli/commands/names.js";
import { readAnswers } from "../answers/answers-file.js";
import { describeAnswers } from "../answers/describe.js";
import { NOTHING_KNOWN } from "../answers/known-answers.js";
import { QUESTIONS } from "../answers/questions.js";
import { resolveAnswers } from "../answers/resolve.js";
import { SWITCHES } from "../answers/switches.js";
import { packageRoot } from "../package-root.js";
import { completionScript } from "./completion/completion.js";
import { MODES, SHELLS } from "./modes.js";
import { createProgram } from "./program.js";

const LONG = [...QUESTIONS, ...SWITCHES, ...MODES].flatMap(({ flag }) => /--[\w-]+/.exec(flag)?.[0] ?? []);

describe("every face of the tables says the same", () => {
  test("help", async () => {
    const help = (await createProgram([])).helpInformation();
    const shown = help.split("\n").flatMap((line) => /^ {2}(?:-\w, )?(--[\w-]+)/.exec(line)?.[1] ?? []);
    expect(shown.sort()).toEqual([...LONG, "--help", "--version"].sort());
  });

  test("every command is known without being loaded", async () => {
    const program = await createProgram(["--help"]);
    expect([...program.commands.map((command) => command.name()), "help"]).toEqual(COMMAND_NAMES);
  });

  test("README", async () => {
    const readme = await readFile(join(packageRoot(), "README.md"), "utf8");
    const table = /<!-- flags -->(.*)<!-- \/flags -->/s.exec(readme)?.[1] ?? "";
    const rows = table.split("\n").flatMap((line) => /^\| `(?:-\w, )?(--[\w-]+)/.exec(line)?.[1] ?? []);
    expect(rows).toEqual(LONG);
  });

  test.each(SHELLS)("completion for %s", async (shell) => {
    const script = completionScript(await createProgram(["--completion"]), shell);
    for (const flag of LONG) expect(script).toContain(shell === "fish" ? ` -l ${flag.slice(2)} ` : flag);
    for (const word of ["check", "register", "unregister", "datasource", "controller"]) expect(script).toContain(word);
    expect(script).not.toMatch(/--install\b(?!-)|--no-build/);
  });

  test("schema: every question and switch, with its flag, help and default", () => {
    const { properties, required } = describeAnswers();
    const rows = [...QUESTIONS, ...SWITCHES];
    expect(Object.keys(properties)).toEqual(rows.map(({ key }) => key));
    for (const { key, flag, help } of rows) expect(properties[key]).toMatchObject({ flag, description: help });
    expect(required).toEqual(["dir"]);
    expect(properties["timeout"]?.default).toBe(30);
    expect(properties["install"]?.default).toBe(true);
  });
});

describe("the schema and the command line hold answers to the same rules", () => {
  const { properties } = describeAnswers();
  const isValid = new Ajv2020({ strict: false }).compile(describeAnswers());
  const texts = fc.oneof(fc.constantFrom("datasource", "x", "all", "", "npm", ">= 1.2", "a\nb", "^0.1.0"), fc.string());
  const numbers = fc.oneof(fc.integer(), fc.constantFrom(0, 30, 2 ** 31));
  const answer = (key: string) => (properties[key]?.type === "integer" ? numbers : texts);

  test.each(QUESTIONS.map(({ key }) => key))("%s: what the command accepts is valid", (key) => {
    fc.assert(
      fc.property(answer(key), (value) => {
        const given = { dir: "x", [key]: value };
        const run = () =>
          resolveAnswers(
            { ...NOTHING_KNOWN, texts: Object.fromEntries(Object.entries(given).map(([k, v]) => [k, String(v)])) },
            { cwd: "/home/me", interactive: false, modes: [] },
          );
        if (!isValid(given)) expect(run).toThrow();
      }),
      { numRuns: 200 },
    );
  });

  test("every default is valid, also from an answers file", async () => {
    const defaults = Object.fromEntries(
      Object.entries(properties).flatMap(([key, { default: value }]) => (value === undefined ? [] : [[key, value]])),
    );
    expect(isValid({ dir: "x", ...defaults })).toBe(true);
    const file = await readAnswers("-", "/", Readable.from([JSON.stringify({ dir: "x", ...defaults })]));
    expect(file.problems).toEqual([]);
    expect(Object.keys({ ...file.texts, ...file.switches }).sort()).toEqual(["dir", ...Object.keys(defaults)].sort());
  });
});
