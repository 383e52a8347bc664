import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import AppGenerator from "../generators/app/index.js";
import { makeFolder, namesIn, personalEnv, run } from "./create-support/cli.js";
import { treeText } from "./create-support/tree.js";

const MINUTES = 60_000;
const tools = await mkdtemp(join(tmpdir(), "yeoman-"));
afterAll(() => rm(tools, { recursive: true, force: true }));

/** What this test uses of yeoman-test: 300 packages that only it needs. */
interface RunContext extends Promise<{ readonly cwd: string; assertFile(paths: readonly string[]): void }> {
  withArguments(args: readonly string[]): this;
  withOptions(options: Readonly<Record<string, unknown>>): this;
  withAnswers(answers: Readonly<Record<string, unknown>>, settings: { readonly throwOnMissingAnswer: boolean }): this;
  cleanup(): void;
}
interface YeomanTest {
  create(generator: unknown, settings: Readonly<Record<string, unknown>>): RunContext;
}

/** The environment is Yeoman's own, of the newest release that runs on every Node.js that we support. */
const PACKAGES = ["yeoman-test@11.8.2", "yeoman-environment@6.3.0", "yeoman-generator@8.4.0"];

async function yeomanTest(): Promise<YeomanTest | undefined> {
  await writeFile(join(tools, "package.json"), '{ "private": true }');
  const args = ["install", "--no-audit", "--no-fund", ...PACKAGES];
  try {
    await promisify(execFile)("npm", args, { cwd: tools, env: personalEnv() });
  } catch (error) {
    if (process.env["CI"]) throw error;
    console.log("skipped: yeoman-test cannot be installed from the registry");
    return undefined;
  }
  const index = join(tools, "node_modules/yeoman-test/dist/index.js");
  return (await import(/* @vite-ignore */ pathToFileURL(index).href)).default;
}

test(
  "Yeoman's own environment makes the same project, from options and from answers",
  { timeout: 5 * MINUTES },
  async () => {
    const helpers = await yeomanTest();
    if (helpers === undefined) return;
    const [ours, theirs] = [await makeFolder(), await makeFolder()];
    await run(["x", "--type", "controller", "--timeout", "60", "--no-install"], { cwd: ours });
    const settings = { namespace: "laniakea:app", resolved: join(theirs, "index.js"), cwd: theirs, tmpdir: false };
    const context = helpers
      .create(AppGenerator, { ...settings, oldCwd: process.cwd() })
      .withArguments(["x"])
      .withOptions({ type: "controller", timeout: "60", install: false, git: false, skipInstall: true })
      .withAnswers(
        { laniakeaVersion: ">= 1.0.0, < 2.0.0", description: "A Laniakea controller" },
        { throwOnMissingAnswer: true },
      );
    const result = await context;
    result.assertFile([join("x", "package.json"), join("x", "src", "plugin.ts")]);
    expect(await namesIn(theirs)).toEqual(["x"]);
    expect(await treeText(join(theirs, "x"))).toBe(await treeText(join(ours, "x")));
    context.cleanup();
  },
);
