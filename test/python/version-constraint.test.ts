import { execa } from "execa";
import { beforeAll, describe, expect, it } from "vitest";
import { goIsThere } from "../hosts/go-toolchain.js";
import { FOREIGN, messageFor } from "../oracles/foreign-constraints.js";
import { type Answer, goVersions, type Pair, PAIRS, samplePairs } from "../oracles/version-pairs.js";
import { pythonIsThere } from "./interpreter.js";
import { pythonEnv } from "./project.js";

/** Answers as test/hosts/go/version-oracle does: a line of JSON a pair. */
const ORACLE = `
import json, sys
from laniakea_plugin_sdk.version.constraint import VersionConstraint
from laniakea_plugin_sdk.version.errors import ConstraintError, VersionError

for line in sys.stdin:
    pair = json.loads(line)
    try:
        answer = {"accepted": VersionConstraint(pair["constraint"]).accepts(pair["version"])}
    except ConstraintError as error:
        answer = {"accepted": False, "error": "constraint", "message": str(error)}
    except VersionError as error:
        answer = {"accepted": False, "error": "version", "message": str(error)}
    print(json.dumps(answer))
`;

describe.runIf(goIsThere() && pythonIsThere())("a Python plugin's version constraints", () => {
  beforeAll(async () => {
    await pythonEnv();
  }, 300_000);

  async function python(pairs: readonly Pair[]): Promise<Array<Answer & { readonly message?: string }>> {
    const { stdout } = await execa(await pythonEnv(), ["-X", "utf8", "-c", ORACLE], {
      input: pairs.map((one) => JSON.stringify(one)).join("\n"),
      maxBuffer: 1e9,
    });
    return stdout.split("\n").map((line) => JSON.parse(line));
  }

  it(`give go-version's answer for ${PAIRS} generated pairs`, { timeout: 120_000 }, async () => {
    const pairs = samplePairs();
    const [expected, ours] = await Promise.all([goVersions(pairs), python(pairs)]);
    expect(ours).toHaveLength(PAIRS);
    const differences = pairs
      .map((one, i) => ({ ...one, go: expected[i], ours: ours[i] }))
      .filter(({ go, ours }) => go?.accepted !== ours?.accepted || go?.error !== ours?.error);
    expect(differences.slice(0, 10)).toEqual([]);
  });

  it("say the same as a TypeScript plugin's of what is none", async () => {
    const answers = await python(FOREIGN.map((constraint) => ({ constraint, version: "1.0.0" })));
    expect(answers.map(({ message }) => message)).toEqual(FOREIGN.map(messageFor));
  });
});
