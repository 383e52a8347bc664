import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseProjectFile } from "../../cli/project/project-file.js";
import { findPluginList } from "../../daemon/config/parse/list.js";
import { viewConfig } from "../../daemon/config/view.js";
import { VersionConstraint } from "../../sdk/typescript/src/api/version-constraint.js";
import { readAnswers } from "./answers-file.js";
import { constraintProblem, countProblem } from "./checks.js";
import { QUESTIONS } from "./questions.js";

test.each([
  ["0", true],
  ["30", true],
  ["2147483647", true],
  ["2147483648", false],
  ["010", false],
  ["1e3", false],
  ["1_000", false],
  ["0x10", false],
  ["1.0", false],
  ["-1", false],
  ["+1", false],
])("one rule for the numbers of a flag, of laniakea-plugin.yaml and of an answers file: %s", async (text, isFine) => {
  const entry = `name: a\ntype: controller\nexec: a\ntimeout: ${text}\n`;
  const isYamlFine = () => parseProjectFile(entry, "p.yaml").timeout === Number(text);
  if (isFine) expect(isYamlFine()).toBe(true);
  else expect(isYamlFine).toThrow('"timeout" must be a whole number from 0');
  const problem = countProblem("number of seconds");
  expect(problem(text) === undefined).toBe(isFine);
  const { texts, problems } = await readAnswers("-", "/", Readable.from([Buffer.from(`timeout: ${text}\n`)]));
  expect(problems.length === 0 && problem(texts["timeout"] ?? "") === undefined).toBe(isFine);
  // What is accepted is the same number to the daemon.
  const { source } = viewConfig(`Plugins: [{name: a, timeout: ${text}}]\n`);
  const [plugin] = findPluginList(source).entries;
  if (isFine) expect(plugin?.fields.timeout).toBe(Number(text));
});

describe("a constraint", () => {
  test.each([">= 2, < 1", "= 1, = 2", "> 1, < 1", "!= 1.0.0, = 1", "~> 1.2, ~> 2.0", "> 1.0.0, <= 1.0"])(
    "that no version fulfils is refused: %s",
    (text) => {
      expect(constraintProblem(text)).toBe(
        `no version fulfils the constraint ${JSON.stringify(text)}; write a range such as ">= 1.0.0, < 2.0.0"`,
      );
    },
  );

  test("that some version fulfils is fine", () => {
    const number = fc.integer({ min: 0, max: 2 });
    const version = fc
      .tuple(number, number, number, fc.constantFrom("", "", "-alpha", "-beta.1"))
      .map(([major, minor, patch, prerelease]) => `${major}.${minor}.${patch}${prerelease}`);
    const comparison = fc.tuple(fc.constantFrom("", "=", "!=", ">", "<", ">=", "<=", "~>"), version);
    const constraint = fc
      .array(comparison, { minLength: 1, maxLength: 4 })
      .map((all) => all.map(([operator, limit]) => `${operator} ${limit}`).join(", "));
    fc.assert(
      fc.property(constraint, version, (text, accepted) => {
        fc.pre(new VersionConstraint(text).accepts(accepted));
        expect(constraintProblem(text)).toBeUndefined();
      }),
    );
  });
});

describe("--sdk", () => {
  const { problem } = QUESTIONS.find(({ key }) => key === "sdk") ?? expect.fail("there is no such question");
  const context = { texts: {}, cwd: "/" };
  test.each([
    "",
    "^0.1.0",
    "~1.2",
    "1.x",
    "1.2.*",
    ">=1.0.0 <2.0.0",
    "1.0.0 - 1.4",
    "1 || 2",
    "0.1.0-rc.1",
    "*",
    "latest",
  ])("%j is a range", (text) => expect(problem(text, context)).toBeUndefined());
  test.each(["banana", "^", "1.2.3.4", ">=", "latest 1", "file:../x", "a b", "1 |"])("%j is none", (text) =>
    expect(problem(text, context)).toContain("must be a range that npm knows"),
  );
});
