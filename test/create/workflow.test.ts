import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PACKAGE_MANAGERS } from "../../cli/languages/typescript/package-manager.js";
import { made } from "../python/cache.js";
import { pythonIsThere } from "../python/interpreter.js";
import { pythonEnv } from "../python/project.js";
import { run } from "./support/cli.js";

const MINUTES = 60_000;

interface Said {
  readonly status: number | null;
  /** The answer; what a tool prints on stderr may be about anything, such as what it had to download. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program; undefined where it is not there, which only CI minds. */
function tool(name: string, args: readonly string[], cwd?: string): Said | undefined {
  const { status, stdout, stderr, error } = spawnSync(name, args, { cwd, encoding: "utf8" });
  if (error === undefined) return { status, stdout, stderr };
  if (process.env["CI"]) throw error;
  console.log(`skipped: ${name} is not there`);
  return undefined;
}

const cwd = await mkdtemp(join(tmpdir(), "workflows-"));
afterAll(() => rm(cwd, { recursive: true, force: true }));
const files = [...PACKAGE_MANAGERS, "python"].flatMap((name) =>
  ["ci.yml", "update.yml"].map((file) => join(cwd, name, ".github/workflows", file)),
);
beforeAll(async () => {
  for (const manager of PACKAGE_MANAGERS) {
    await run([manager, "--package-manager", manager, "--ci-update", "weekly", "--no-install", "--quiet"], { cwd });
  }
  await run(["python", "--language", "python", "--ci-update", "monthly", "--no-install", "--quiet"], { cwd });
});

test("actionlint finds nothing in the made workflows", { timeout: 5 * MINUTES }, async () => {
  const module = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.7";
  const said = tool("go", ["run", module, "-shellcheck=", "-pyflakes=", ...files], cwd);
  if (said !== undefined) expect(said, said.stderr).toMatchObject({ status: 0, stdout: "" });
});

test.runIf(pythonIsThere())("zizmor finds nothing in the made workflows", { timeout: 5 * MINUTES }, async () => {
  const zizmor = "zizmor==1.32.0";
  const folder = await made("zizmor", [zizmor], async (target) => {
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target", target];
    await execa(await pythonEnv(), [...pip, zizmor]);
  });
  const said = tool(join(folder, "bin/zizmor"), ["--offline", "--no-progress", ...files], cwd);
  expect(said).toMatchObject({ status: 0 });
  expect(`${said?.stdout}${said?.stderr}`).toContain("No findings to report");
});
