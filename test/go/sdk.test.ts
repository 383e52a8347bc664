import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { PLUGIN_PROTO } from "../../sdk/typescript/src/plugin-proto.js";
import { buildGo, goIsThere } from "../hosts/go-toolchain.js";
import { FOREIGN, messageFor } from "../oracles/foreign-constraints.js";
import { type Answer, goVersions, type Pair, PAIRS, samplePairs } from "../oracles/version-pairs.js";
import { GO_SDK } from "./plugins.js";

/** Newer ones may find more: a new one is taken on purpose. */
const STATICCHECK = "honnef.co/go/tools/cmd/staticcheck@v0.8.2";

const MODULES = [GO_SDK, join(import.meta.dirname, "plugins")];

function go(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return execa("go", args, { cwd: GO_SDK, env: { ...env }, all: true });
}

describe.runIf(goIsThere())("the Go SDK", () => {
  it.each(MODULES)("%s is formatted, vetted, tidy, and clean for staticcheck", { timeout: 300_000 }, async (cwd) => {
    const { stdout } = await execa("gofmt", ["-l", "."], { cwd });
    expect(stdout).toBe("");
    await execa("go", ["vet", "./..."], { cwd });
    await execa("go", ["run", STATICCHECK, "./..."], { cwd });
    await execa("go", ["mod", "tidy", "-diff"], { cwd });
  });

  it("passes its own tests with the race detector on", { timeout: 600_000 }, async () => {
    await go(["test", "-race", "-count=1", "./..."], { CGO_ENABLED: "1" });
  });

  it("describes its protocol, for reflection, byte by byte as Laniakea's SDK does", async () => {
    const program = await buildGo({ package: "descriptors", modfile: "our-sdk.mod", replacement: GO_SDK });
    const { laniakea } = JSON.parse((await execa(program)).stdout);
    expect(laniakea).toBe(PLUGIN_PROTO.replaceAll("\n", ""));
  }, 120_000);
});

describe.runIf(goIsThere())("a Go plugin's version constraints", () => {
  const folder = mkdtempSync(join(tmpdir(), "go-constraints-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function answers(pairs: readonly Pair[]): Promise<Array<Answer & { readonly message?: string }>> {
    const file = join(folder, "pairs");
    writeFileSync(file, pairs.map((one) => JSON.stringify(one)).join("\n"));
    await go(["test", "-count=1", "-run", "^TestAnswersPairs$", "./internal/constraint"], { CONSTRAINT_PAIRS: file });
    const lines = readFileSync(`${file}.answers`, "utf8").trimEnd().split("\n");
    return lines.map((line) => JSON.parse(line));
  }

  it(`give go-version's answer for ${PAIRS} generated pairs`, { timeout: 120_000 }, async () => {
    const pairs = samplePairs();
    const [expected, ours] = await Promise.all([goVersions(pairs), answers(pairs)]);
    expect(ours).toHaveLength(PAIRS);
    const differences = pairs
      .map((one, i) => ({ ...one, go: expected[i], ours: ours[i] }))
      .filter(({ go, ours }) => go?.accepted !== ours?.accepted || go?.error !== ours?.error);
    expect(differences.slice(0, 10)).toEqual([]);
  });

  it("say the same as a TypeScript plugin's of what is none", { timeout: 120_000 }, async () => {
    const ours = await answers(FOREIGN.map((constraint) => ({ constraint, version: "1.0.0" })));
    expect(ours.map(({ message }) => message)).toEqual(FOREIGN.map(messageFor));
  });
});
