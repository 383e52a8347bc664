import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ChildFailed, runChild } from "./child.js";
import { childError } from "./child-error.js";

const cwd = mkdtempSync(join(tmpdir(), "child-error-"));
beforeAll(() => void vi.stubEnv("LANIAKEA_PLUGIN_CACHE", cwd));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(cwd, { recursive: true });
});

async function failureOf(code: string): Promise<ChildFailed> {
  const { signal } = new AbortController();
  return await runChild(process.execPath, ["-e", code], { cwd, signal }).then(
    () => expect.fail("it did not fail"),
    (error: unknown) => (error instanceof ChildFailed ? error : expect.fail(String(error))),
  );
}

test.skipIf(process.platform === "win32")(
  "a child that the system has killed is said to be that, with what it needs",
  async () => {
    const failure = await failureOf("process.kill(process.pid, 'SIGKILL')");
    const how = { step: "executable", hint: "correct it", needsMb: 800, hintWhenKilled: "build with --runtime bun" };
    expect(await childError("no executable", failure, how)).toMatchObject({
      message: "no executable: ended by SIGKILL, probably out of memory; it needs 800 MB",
      hint: "build with --runtime bun",
    });
    expect(await childError("no install", failure, { step: "install", hint: "correct it" })).toMatchObject({
      message: "no install: ended by SIGKILL, probably out of memory",
      hint: expect.stringContaining("memory"),
    });
  },
);

test("a child that fails by itself is not", async () => {
  const failure = await failureOf("process.exit(3)");
  expect(
    await childError("no executable", failure, { step: "executable", hint: "correct it", needsMb: 800 }),
  ).toMatchObject({ message: "no executable", hint: "correct it" });
});
