import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildFor } from "../../cli/build/build-for.js";
import { emulatorFor } from "../../cli/build/emulator.js";
import { lookAt } from "../../cli/build/look-at.js";
import { parseTargets } from "../../cli/languages/target.js";
import { RUNTIME_NAMES } from "../../cli/languages/typescript/toolchain/runtime.js";
import { silentProgress } from "../../cli/run/progress/progress.js";
import { conform } from "../../sdk/typescript/src/testing/conform.js";
import { ROOT, run } from "../create/support/cli.js";

/**
 * Executables for other machines, driven through every check under an emulator. `npm run test:emulated` wants them all and
 * fails where one is missing; Debian has them in the packages qemu-user-static, libc6-arm64-cross, libstdc++6-arm64-cross and
 * wine64. Wine has to be version 10 or newer (Debian 13): version 8 lacks a library that both runtimes need.
 */
const WANTED = process.env["TEST_EMULATED"] === "1";
const SLOW_MS = 600_000;

describe.runIf(WANTED)("an executable for another machine, under an emulator", () => {
  let cwd = "";
  const { signal } = new AbortController();

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "emulated-"));
    expect((await run(["probe", "--yes", "--no-install"], { cwd })).code).toBe(0);
    await symlink(join(ROOT, "node_modules"), join(cwd, "probe/node_modules"));
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  describe.each(["linux-arm64", "win32-x64"])("for %s", (name) => {
    test.each(RUNTIME_NAMES)("on %s passes every check", { timeout: SLOW_MS }, async (runtime) => {
      const targets = parseTargets([name]);
      const [target] = targets;
      const options = {
        project: join(cwd, "probe"),
        runtime,
        signal,
        progress: silentProgress,
        startTimeoutMs: 120_000,
      };
      const [made] = await buildFor(targets, options);
      if (made === undefined || target === undefined) return expect.fail("nothing was made");
      const emulator = await emulatorFor(made.executable, target, await lookAt(made.executable, target), cwd);
      if ("reason" in emulator) return expect.fail(emulator.reason);
      expect(made.startMs).toBeGreaterThan(0);
      const { checks } = await conform(emulator.script, { timeoutMs: 60_000 });
      expect(checks.filter(({ status }) => status !== "passed")).toEqual([]);
    });
  });
});
