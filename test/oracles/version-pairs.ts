import { execa } from "execa";
import fc from "fast-check";
import { buildGo } from "../hosts/go-toolchain.js";

/** A fixed seed, so that a run can be repeated; VERSION_ORACLE_SEED tries others. */
export const SEED = Number(process.env["VERSION_ORACLE_SEED"] ?? 1);
export const PAIRS = Number(process.env["VERSION_ORACLE_PAIRS"] ?? 24_000);

export interface Pair {
  readonly constraint: string;
  readonly version: string;
}

/** What go-version, or an implementation of its rules, says of a pair. */
export interface Answer {
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

/** Pairs of a constraint and a version, the same ones for the same seed. */
export function samplePairs(): Pair[] {
  return fc.sample(fc.oneof(pair, neighbours), { numRuns: PAIRS, seed: SEED });
}

/** go-version's answers. */
export async function goVersions(pairs: readonly Pair[]): Promise<Answer[]> {
  const oracle = await buildGo({ package: "version-oracle" });
  const input = pairs.map((one) => JSON.stringify(one)).join("\n");
  const { stdout } = await execa(oracle, { input, maxBuffer: 1e9 });
  return stdout.split("\n").map((line) => JSON.parse(line) as Answer);
}
