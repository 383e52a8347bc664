import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder, namesIn, run } from "./support/cli.js";

test("a source with compiled packages is refused for an executable that cannot carry them", async () => {
  const cwd = await makeFolder();
  const { code, stderr } = await run(["x", "--source", "serial", "--runtime", "bun", "--yes"], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain(
    "--runtime: an executable on bun carries no compiled file, and the source serial has @serialport/bindings-cpp",
  );
  expect(await namesIn(cwd)).toEqual([]);
});

test.each([
  ["serial", "linux-x64,linux-arm64,win32-x64"],
  ["http", "all"],
])("a release of the source %s is made for the machines that it can be made for: %s", async (source, targets) => {
  const cwd = await makeFolder();
  expect(await run(["x", "--source", source, "--yes", "--no-install", "--no-git"], { cwd })).toMatchObject({ code: 0 });
  const workflow = await readFile(join(cwd, "x/.github/workflows/executables.yml"), "utf8");
  expect(workflow).toMatch(new RegExp(`^ +- run: npm run build -- --target ${targets}$`, "m"));
});
