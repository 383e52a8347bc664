import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_TIMEOUT_MS, FRAME_GAP_MS, PRIME_AFTER_MS, SILENCE_WARNING_MS } from "../../daemon/timing.js";
import { KILL_AFTER_SHUTDOWN_MS, START_TIMEOUT_MS } from "../../sdk/typescript/src/go-plugin/host-timing.js";
import { conform } from "../../sdk/typescript/src/testing/index.js";

const ROOT = join(import.meta.dirname, "../..");
const SDK = join(ROOT, "sdk/typescript");
const folder = mkdtempSync(join(tmpdir(), "sdk-readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The README's code blocks, by the name behind their ```ts. */
const blocks = new Map(
  [...readFileSync(join(SDK, "README.md"), "utf8").matchAll(/^```ts (\S+)\n(.*?)^```$/gms)].map(
    ([, name = "", code = ""]) => [name, code],
  ),
);

const run = (file: string, args: readonly string[]) => promisify(execFile)(file, args, { cwd: folder });

beforeAll(() => {
  // As in an author's project: the README's code imports the SDK by name, here from its sources.
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  mkdirSync(join(folder, "src"));
  for (const [name, code] of blocks) writeFileSync(join(folder, `src/${name}.ts`), code);
  const compilerOptions = {
    target: "es2022",
    lib: ["es2023"],
    module: "nodenext",
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    types: ["node"],
    noEmit: true,
    paths: {
      "laniakea-plugin-sdk": [join(SDK, "src/index.ts")],
      "laniakea-plugin-sdk/testing": [join(SDK, "src/testing/index.ts")],
    },
  };
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["src"] }));
});

/** What a person reads has the numbers in words, so that no constant stands there. */
test.each([
  ["README.md", "`minFrameIntervalMs` (%d)", FRAME_GAP_MS],
  ["README.md", "and %d ms have passed", FRAME_GAP_MS],
  ["README.md", "`primeAfterMs` (%d)", PRIME_AFTER_MS],
  ["README.md", "within %d ms (`primeAfterMs`)", PRIME_AFTER_MS],
  ["README.md", "nothing is yielded for %d s", SILENCE_WARNING_MS / 1_000],
  ["src/api/serving.ts", "between two frames of the plugin, in ms; default %d.", FRAME_GAP_MS],
  ["src/api/serving.ts", "default %d. After that time", PRIME_AFTER_MS],
  ["src/api/serving.ts", "(%d s when it says nothing)", DEFAULT_TIMEOUT_MS / 1_000],
  ["src/api/datasource.ts", "within %d ms (`primeAfterMs`)", PRIME_AFTER_MS],
  ["src/api/datasource.ts", "after %d ms by default", FRAME_GAP_MS],
  ["src/api/definition.ts", "(%d s by default)", DEFAULT_TIMEOUT_MS / 1_000],
  ["src/testing/conform.ts", "in ms; default %d, which is its own", DEFAULT_TIMEOUT_MS],
  ["src/testing/conform.ts", "in ms; default %d, which is go-plugin's own", START_TIMEOUT_MS],
  ["src/testing/plugin-process.ts", "in ms; default %d, which is the daemon's own", START_TIMEOUT_MS],
  ["src/testing/launch.ts", "Shutdown, %d s, SIGKILL", KILL_AFTER_SHUTDOWN_MS / 1_000],
])("%s has the number that the code has: %s", (file, sentence, value) => {
  const said = readFileSync(join(SDK, file), "utf8").replace(/\s*\n\s*\* /g, " ");
  expect(said).toContain(sentence.replace("%d", value.toLocaleString("en")));
});

test("there is code to try", () => {
  expect([...blocks.keys()]).toEqual([
    "datasource",
    "controller",
    "schema",
    "channel",
    "batch",
    "every",
    "settings",
    "test",
  ]);
});

test("every block compiles, as strictly as a made project", { timeout: 60_000 }, async () => {
  const compiled = await run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc")]).catch((error) => error);
  expect(compiled.stdout).toBe("");
});

async function bundle(name: string): Promise<string> {
  const outfile = join(folder, `${name}.cjs`);
  await build({
    absWorkingDir: folder,
    entryPoints: [`src/${name}.ts`],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    banner: { js: "#!/usr/bin/env node" },
    logLevel: "silent",
  });
  chmodSync(outfile, 0o755);
  return outfile;
}

describe.skipIf(process.platform === "win32")("every plugin in it", () => {
  test.each(["datasource", "controller", "schema", "channel", "batch", "settings"])(
    "%s is one that the daemon can run",
    async (name) => {
      const { checks } = await conform(await bundle(name), { timeoutMs: 10_000 });
      expect(checks.filter(({ status }) => status !== "passed")).toEqual([]);
    },
  );
});

test("its test passes", async () => {
  const { stdout } = await run(process.execPath, ["--test", await bundle("test")]);
  expect(stdout).toContain("# pass 2");
});
