import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import AppGenerator from "../generators/app/index.js";
import { makeFolder, namesIn, run } from "./create-support/cli.js";
import { treeText } from "./create-support/tree.js";
import { installed } from "./registry/installed.js";

const MINUTES = 60_000;

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
  const folder = await installed(...PACKAGES);
  if (folder === undefined) return undefined;
  const index = join(folder, "node_modules/yeoman-test/dist/index.js");
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
