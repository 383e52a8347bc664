import { describe, expect, it } from "vitest";
import { ConstraintError, satisfies, VersionError } from "../../sdk/typescript/src/api/version-constraint.js";
import { goIsThere } from "../hosts/go-toolchain.js";
import { type Answer, goVersions, type Pair, PAIRS, samplePairs } from "./version-pairs.js";

function ours({ constraint, version }: Pair): Answer {
  try {
    return { accepted: satisfies(version, constraint) };
  } catch (error) {
    if (error instanceof ConstraintError) return { accepted: false, error: "constraint" };
    if (error instanceof VersionError) return { accepted: false, error: "version" };
    throw error;
  }
}

describe.runIf(goIsThere())("version constraints beside go-version v1.6.0", () => {
  it(`give the same answer for ${PAIRS} generated pairs`, async () => {
    const pairs = samplePairs();
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
