import { execa } from "execa";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConstraintError, satisfies, VersionError } from "../sdk/src/version-constraint.js";
import { buildGo, goIsThere } from "./go-toolchain.js";

/** A fixed seed, so that a run can be repeated; VERSION_ORACLE_SEED tries others. */
const SEED = Number(process.env["VERSION_ORACLE_SEED"] ?? 1);
const PAIRS = Number(process.env["VERSION_ORACLE_PAIRS"] ?? 24_000);

interface Pair {
  readonly constraint: string;
  readonly version: string;
}

interface Answer {
  readonly accepted: boolean;
  readonly error?: string;
}

// Few different numbers, so that versions often meet; the last ones sit at the border of int64.
const number = fc.oneof(
  { weight: 24, arbitrary: fc.constantFrom("0", "1", "2", "3", "10") },
  { weight: 2, arbitrary: fc.constantFrom("00", "01", "002", "00000000000000000000001") },
  {
    weight: 1,
    arbitrary: fc.constantFrom("9223372036854775806", "9223372036854775807", "9223372036854775808", "9".repeat(25)),
  },
);
const identifier = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom("alpha", "beta", "rc1", "rc.1", "a", "b", "~", "-", "x-y", "A") },
  { weight: 4, arbitrary: number },
  { weight: 2, arbitrary: fc.constantFrom("-1", "-9223372036854775808", "-9223372036854775809", "1a", "0~", "--") },
  { weight: 1, arbitrary: fc.constantFrom("", "_", "é", " ") },
);
const prerelease = fc
  .tuple(fc.constantFrom("-", "-", "-", "", "--"), fc.array(identifier, { minLength: 1, maxLength: 3 }))
  .map(([start, parts]) => start + parts.join("."));
const metadata = fc.array(identifier, { minLength: 1, maxLength: 2 }).map((parts) => `+${parts.join(".")}`);
const segments = fc.oneof(
  { weight: 6, arbitrary: fc.array(number, { minLength: 3, maxLength: 3 }) },
  { weight: 4, arbitrary: fc.array(number, { minLength: 1, maxLength: 6 }) },
);
const version = fc
  .tuple(
    fc.constantFrom("", "", "", "", "", "", "", "", "v", "v", "V", "vv"),
    segments.map((parts) => parts.join(".")),
    fc.oneof({ weight: 3, arbitrary: fc.constant("") }, { weight: 2, arbitrary: prerelease }),
    fc.oneof({ weight: 5, arbitrary: fc.constant("") }, { weight: 1, arbitrary: metadata }),
  )
  .map((parts) => parts.join(""));
const blank = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("", " ") },
  { weight: 1, arbitrary: fc.constantFrom("\t", "\n", "  ", "\r\f") },
);
const oddBlank = fc.constantFrom("\v", "\u00a0", "\u2003", "\ufeff", "\0", "\u0085");
const operator = fc.oneof(
  { weight: 19, arbitrary: fc.constantFrom("", "=", "!=", ">", "<", ">=", "<=", "~>", "~>", "~>") },
  { weight: 1, arbitrary: fc.constantFrom("==", "=>", "^", "~", "~=", "<>", "> =", "!") },
);
const comparison = fc.tuple(blank, operator, blank, version, blank).map((parts) => parts.join(""));
const odd = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.string({ unit: fc.constantFrom(..."0123.-+~v<>=,x* |^".split("")), maxLength: 12 }),
  fc.tuple(oddBlank, version).map((parts) => parts.join("")),
  fc.tuple(version, oddBlank).map((parts) => parts.join("")),
);
const constraint = fc.oneof(
  { weight: 12, arbitrary: comparison },
  { weight: 5, arbitrary: fc.array(comparison, { minLength: 2, maxLength: 3 }).map((parts) => parts.join(",")) },
  { weight: 2, arbitrary: odd },
);
const pair: fc.Arbitrary<Pair> = fc.record({
  constraint,
  version: fc.oneof({ weight: 15, arbitrary: version }, { weight: 1, arbitrary: odd }),
});
/** Versions that differ from the constraint's by little: where the rules for prereleases and `~>` decide. */
const neighbours: fc.Arbitrary<Pair> = fc
  .tuple(operator, segments, fc.option(prerelease, { nil: "" }), fc.option(prerelease, { nil: "" }), number, fc.nat(3))
  .map(([sign, parts, limitEnd, versionEnd, other, kind]) => {
    const near =
      [parts, parts.with(-1, other), parts.slice(0, -1).concat(other, "0"), parts.concat("0")][kind] ?? parts;
    return { constraint: `${sign}${parts.join(".")}${limitEnd}`, version: `${near.join(".")}${versionEnd}` };
  });

function ours({ constraint, version }: Pair): Answer {
  try {
    return { accepted: satisfies(version, constraint) };
  } catch (error) {
    if (error instanceof ConstraintError) return { accepted: false, error: "constraint" };
    if (error instanceof VersionError) return { accepted: false, error: "version" };
    throw error;
  }
}

async function goVersions(pairs: readonly Pair[]): Promise<Answer[]> {
  const oracle = await buildGo({ package: "version-oracle" });
  const input = pairs.map((one) => JSON.stringify(one)).join("\n");
  const { stdout } = await execa(oracle, { input, maxBuffer: 1e9 });
  return stdout.split("\n").map((line) => JSON.parse(line) as Answer);
}

describe.runIf(goIsThere())("version constraints beside go-version v1.6.0", () => {
  it(`give the same answer for ${PAIRS} generated pairs`, async () => {
    const pairs = fc.sample(fc.oneof(pair, neighbours), { numRuns: PAIRS, seed: SEED });
    const expected = await goVersions(pairs);
    expect(expected).toHaveLength(PAIRS);
    const differences = pairs
      .map((one, i) => ({ ...one, go: expected[i], ours: ours(one) }))
      .filter(({ go, ours }) => go?.accepted !== ours.accepted || go.error !== ours.error);
    expect(differences.slice(0, 10)).toEqual([]);

    // The generator must reach every kind of answer, or the comparison says little.
    const share = (fits: (answer: Answer) => boolean) => expected.filter(fits).length / PAIRS;
    expect(share((answer) => answer.accepted)).toBeGreaterThan(0.1);
    expect(share((answer) => !answer.accepted && answer.error === undefined)).toBeGreaterThan(0.1);
    expect(share((answer) => answer.error === "constraint")).toBeGreaterThan(0.05);
    expect(share((answer) => answer.error === "version")).toBeGreaterThan(0.05);
  });
});
