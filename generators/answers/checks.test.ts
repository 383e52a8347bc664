import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { VersionConstraint } from "../../sdk/typescript/src/api/version-constraint.js";
import { constraintProblem, pathProblem } from "./checks.js";
import { QUESTIONS } from "./questions.js";

test("a path with a quote is a mistake on Windows, where a backslash has quoted it, and a path elsewhere", () => {
  expect(pathProblem('C:\\lab dir" --yes', "win32")).toBe(
    'no path on Windows has a quotation mark in it: C:\\lab dir" --yes; leave out the backslash before the closing one, as in "C:\\lab dir"',
  );
  expect(pathProblem("C:\\lab dir\\", "win32")).toBeUndefined();
  expect(pathProblem('the "lab"', "linux")).toBeUndefined();
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
