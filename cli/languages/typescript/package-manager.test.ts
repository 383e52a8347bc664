import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { addPackage, PACKAGE_MANAGERS, packageManagerOf, runScript } from "./package-manager.js";

async function project(...files: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "package-manager-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const file of files) await writeFile(join(folder, file), "");
  return folder;
}

test("a project's own lock file says more than who runs us, and that more than a lock file above", async () => {
  const npx = { npm_config_user_agent: "npm/10.8.2 node/v20.17.0 linux x64" };
  expect(packageManagerOf(await project("pnpm-lock.yaml"), npx)).toBe("pnpm");
  const above = await project("yarn.lock");
  await mkdir(join(above, "plugin"));
  expect(packageManagerOf(join(above, "plugin"), {})).toBe("yarn");
  expect(packageManagerOf(join(above, "plugin"), npx)).toBe("npm");
  expect(packageManagerOf(await project(), {})).toBe("npm");
});

test("a script in the words of each", () => {
  expect(runScript("bun", "test")).toBe("bun run test");
  expect(runScript("npm", "register", "--overwrite")).toBe("npm run register -- --overwrite");
  expect(runScript("pnpm", "register", "--overwrite")).toBe("pnpm run register --overwrite");
});

test("what adds a package", () => {
  expect(PACKAGE_MANAGERS.map((manager) => addPackage(manager, "zod"))).toEqual([
    "npm install zod",
    "pnpm add zod",
    "yarn add zod",
    "bun add zod",
  ]);
  expect(addPackage("npm", "tsx", { dev: true })).toBe("npm install --save-dev tsx");
  expect(addPackage("bun", "tsx", { dev: true })).toBe("bun add --dev tsx");
});
