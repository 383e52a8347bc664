import { describe, expect, it } from "vitest";
import { ConstraintError, satisfies, VersionConstraint, VersionError } from "./version-constraint.js";

/** What go-version 1.6.0 answers; "err": constraint refused, "errv": version refused. */
const DIFFERS_FROM_NPM: ReadonlyArray<readonly [constraint: string, version: string, go: boolean | "err" | "errv"]> = [
  ["1.0.0", "1.1.0", false],
  [">= 1.0.0", "1.0.0", true],
  ["!= 1.0.0", "1.0.0-beta", true],
  ["~> 1", "2.5.0", true],
  ["~> 1.2", "1.9.0", true],
  ["~> 1.2.0-beta", "1.2.0", false],
  ["~> 1.2.3.4", "1.2.4", false],
  ["^1.0.0", "1.2.0", "err"],
  ["~1.2.0", "1.2.5", "err"],
  ["1.x", "1.2.0", "err"],
  ["*", "1.0.0", "err"],
  ["", "1.0.0", "err"],
  [">= 1.0.0, < 2.0.0", "1.5.0", true],
  [">=1.0.0 <2.0.0", "1.5.0", "err"],
  [">= 1.0.0 || >= 3.0.0", "1.5.0", "err"],
  ["1.0.0 - 2.0.0", "1.5.0", "err"],
  [">= 1.0.0", "V1.0.0", "errv"],
  ["= 1.2.3", "1.2.3.0", true],
  ["= 1.2.3-beta", "1.2.3.0", true],
  [">= 1.0", "01.02.03", true],
  ["= 1.0.0beta", "1.0.0-beta", true],
  [">= 1", "1.0.0.0.1", true],
  ["<= 1.0", "1.0.1", false],
  ["> 1.0", "1.0.1", true],
  [">= 1.0.0", " 1.0.0", "errv"],
  ["> 1.2", "1.2.0.1", true],
  [">= 1.0.0", "1.0.0-", false],
  ["= 1.0", "1.0.0", true],
];

const SAME_AS_NPM: ReadonlyArray<readonly [constraint: string, version: string, accepted: boolean]> = [
  [">= 1.0.0", "1.1.0-beta", false],
  [">= 1.0.0-alpha", "1.1.0-beta", false],
  [">= 1.0.0-alpha", "1.0.0-beta", true],
  [">= 1.0.0-alpha", "2.0.0", true],
  ["< 2.0.0", "2.0.0-rc1", false],
  [">= 1.0.0-beta.2", "1.0.0-beta.11", true],
  [">= 1.0.0-beta2", "1.0.0-beta11", false],
  [">=v1.0.0", "1.0.0", true],
  ["= 1.0.0+a", "1.0.0+b", true],
];

describe("satisfies", () => {
  it.each(DIFFERS_FROM_NPM)("%j with %j is %s", (constraint, version, go) => {
    if (go === "err") expect(() => satisfies(version, constraint)).toThrow(ConstraintError);
    else if (go === "errv") expect(() => satisfies(version, constraint)).toThrow(VersionError);
    else expect(satisfies(version, constraint)).toBe(go);
  });

  it.each(SAME_AS_NPM)("%j with %j is %s", (constraint, version, accepted) => {
    expect(satisfies(version, constraint)).toBe(accepted);
  });

  it.each(["==1.0.0", "=> 1.0.0", ">= 1.0.0,", ",", ">=", "1.0.0 beta", "1..0", ">= 1.0.0;", "\u00a01.0.0"])(
    "refuses the constraint %j",
    (constraint) => {
      expect(() => new VersionConstraint(constraint)).toThrow(ConstraintError);
    },
  );

  it("compares numbers up to int64 exactly and refuses larger ones", () => {
    expect(satisfies("1.9223372036854775807", "> 1.9223372036854775806")).toBe(true);
    expect(() => satisfies("1.9223372036854775808", ">= 1")).toThrow(VersionError);
    expect(() => satisfies("1.0.0", ">= 9223372036854775808")).toThrow(
      'the version constraint ">= 9223372036854775808" has a number above 9223372036854775807',
    );
  });

  it("keeps go-version's answer for prerelease numbers beyond int64", () => {
    expect(satisfies("1.0.0-99999999999999999999", "> 1.0.0-abc")).toBe(true);
    expect(satisfies("1.0.0-01", "< 1.0.0-1")).toBe(true);
    expect(satisfies("1.0.0-1", "< 1.0.0-01")).toBe(true);
  });
});

describe("the message for a bad constraint", () => {
  const messageFor = (constraint: string) => {
    try {
      new VersionConstraint(constraint);
    } catch (error) {
      if (error instanceof ConstraintError) return error.message;
      throw error;
    }
    throw new Error(`${constraint} was accepted`);
  };

  it.each([
    ["^1.0.0", ">= 1.0.0, < 2.0.0"],
    ["^0.2.3", ">= 0.2.3, < 0.3.0"],
    ["^0.0.3", ">= 0.0.3, < 0.0.4"],
    ["^0.0", ">= 0.0.0, < 0.1.0"],
    ["^1.2.0-beta.1", ">= 1.2.0-beta.1, < 2.0.0"],
    ["~1.2.0", ">= 1.2.0, < 1.3.0"],
    ["~ 1.2.3", ">= 1.2.3, < 1.3.0"],
    ["~1", ">= 1.0.0, < 2.0.0"],
    ["1.x", ">= 1.0.0, < 2.0.0"],
    ["1.2.*", ">= 1.2.0, < 1.3.0"],
    ["*", ">= 0.0.0"],
    [">1.x", ">= 2.0.0"],
    ["<=1.2.x", "< 1.3.0"],
    [">=1.0.0 <2.0.0", ">= 1.0.0, < 2.0.0"],
    [">= 1.0.0 < 2.0.0", ">= 1.0.0, < 2.0.0"],
    ["^1.2.0, !=1.5.0", ">= 1.2.0, < 2.0.0, != 1.5.0"],
    ["1.0.0 - 2.0.0", ">= 1.0.0, <= 2.0.0"],
    ["1.0 - 2", ">= 1.0.0, < 3.0.0"],
    ["==1.0.0", "= 1.0.0"],
    ["=>1.0.0", ">= 1.0.0"],
    ["~=1.2", "~> 1.2"],
    [">= 1.0.0,", ">= 1.0.0"],
  ])("says for %j to write %j", (constraint, goForm) => {
    expect(messageFor(constraint)).toBe(
      `${JSON.stringify(constraint)} is not a Laniakea version constraint; write "${goForm}" instead`,
    );
    expect(() => new VersionConstraint(goForm)).not.toThrow();
  });

  it("says that there is no or", () => {
    expect(messageFor("^1.0.0 || ^3.0.0")).toBe(
      '"^1.0.0 || ^3.0.0" is not a Laniakea version constraint: it has no "or"; write one range instead, such as ">= 1.0.0, < 2.0.0"',
    );
  });

  it("shows an empty one how to accept everything", () => {
    expect(messageFor(" ")).toBe('the version constraint is empty; write ">= 0.0.0" to accept every version');
  });

  it.each(["latest", "1..0", "one\ntwo", "é", "x".repeat(10_000)])("stays one short line for %j", (constraint) => {
    const message = messageFor(constraint);
    expect(message).toContain("write comparisons separated by commas");
    expect(message).not.toContain("\n");
    expect(message.length).toBeLessThan(250);
  });
});
