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

/** What this test uses of Yeoman's own environment: 300 packages that only it needs. */
interface StockEnvironment {
  register(generator: unknown, meta: { namespace: string; resolved: string }): void;
  run(args: string[], options: Record<string, unknown>): Promise<void>;
}
interface Stock {
  createEnv(options: { cwd: string; adapter: unknown }): StockEnvironment;
}
interface Testing {
  readonly TestAdapter: new (options: {
    mockedAnswers: Record<string, unknown>;
    throwOnMissingAnswer: boolean;
  }) => unknown;
}

async function stockYeoman(): Promise<{ stock: Stock; testing: Testing } | undefined> {
  await writeFile(join(tools, "package.json"), '{ "private": true }');
  const args = ["install", "--no-audit", "--no-fund", "yeoman-environment@6.3.0", "@yeoman/adapter"];
  try {
    await promisify(execFile)("npm", args, { cwd: tools, env: personalEnv() });
  } catch (error) {
    if (process.env["CI"]) throw error;
    console.log("skipped: yeoman-environment cannot be installed from the registry");
    return undefined;
  }
  const load = (path: string) => import(/* @vite-ignore */ pathToFileURL(join(tools, "node_modules", path)).href);
  return {
    stock: await load("yeoman-environment/dist/index.js"),
    testing: await load("@yeoman/adapter/dist/testing/index.js"),
  };
}

test(
  "Yeoman's own environment makes the same project, from options and from answers",
  { timeout: 5 * MINUTES },
  async () => {
    const yeoman = await stockYeoman();
    if (yeoman === undefined) return;
    const [ours, theirs] = [await makeFolder(), await makeFolder()];
    await run(["x", "--type", "controller", "--timeout", "60", "--no-install"], { cwd: ours });
    const mockedAnswers = { laniakeaVersion: ">= 1.0.0, < 2.0.0", description: "A Laniakea controller" };
    const adapter = new yeoman.testing.TestAdapter({ mockedAnswers, throwOnMissingAnswer: true });
    const environment = yeoman.stock.createEnv({ cwd: theirs, adapter });
    environment.register(AppGenerator, { namespace: "laniakea:app", resolved: join(theirs, "index.js") });
    const options = { type: "controller", timeout: "60", install: false, git: false, skipInstall: true };
    await environment.run(["laniakea:app", "x"], options);
    expect(await namesIn(theirs)).toEqual(["x"]);
    expect(await treeText(join(theirs, "x"))).toBe(await treeText(join(ours, "x")));
  },
);
