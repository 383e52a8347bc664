import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { build } from "../../cli/build/build.js";
import { RUNTIME_NAMES } from "../../cli/languages/typescript/toolchain/runtime.js";
import { silentProgress } from "../../cli/run/progress/progress.js";
import type { PluginType } from "../../daemon/handshake.js";
import { conform } from "../../sdk/typescript/src/testing/conform.js";
import {
  CONTROLLER_LIFE,
  expectControllerLife,
  expectDatasourceLife,
  expectVersionRefused,
} from "../create/made-project-lives.js";
import { ROOT, run } from "../create/support/cli.js";
import { hostProgram, runHost } from "../hosts/go-host.js";
import { goIsThere } from "../hosts/go-toolchain.js";
import { expectGracefulKill } from "../hosts/host-steps.js";

describe.runIf(goIsThere()).each(RUNTIME_NAMES)(
  "the single binaries of made projects, on %s, under the host library that the daemon has",
  (runtime) => {
    const cwd = mkdtempSync(join(tmpdir(), "built-"));
    const executables = new Map<PluginType, string>();

    /** A project as the generator makes it, its binary as `npm run build` does. */
    async function makeBinary(name: string, type: PluginType, source?: string): Promise<string> {
      const { code } = await run([name, "--type", type, "--runtime", runtime, "--yes", "--no-install"], { cwd });
      expect(code).toBe(0);
      symlinkSync(join(ROOT, "node_modules"), join(cwd, name, "node_modules"));
      if (source !== undefined) writeFileSync(join(cwd, name, "src/plugin.ts"), source);
      const { signal } = new AbortController();
      const { executable, runtime: runs } = await build({ project: join(cwd, name), signal, progress: silentProgress });
      expect(runs).toMatch(runtime === "bun" ? /^Bun 1\.\d/ : /^Node\.js 24\.\d/);
      return executable;
    }

    beforeAll(async () => {
      executables.set("datasource", await makeBinary("my-sensor", "datasource"));
      executables.set("controller", await makeBinary("my-heater", "controller"));
      await hostProgram();
    }, 300_000);
    afterAll(() => rmSync(cwd, { recursive: true, force: true }));

    const life = async (scenario: Parameters<typeof runHost>[0], type: PluginType) => {
      const steps = await runHost(scenario, executables.get(type) ?? "");
      expectGracefulKill(steps, 1_000);
      return steps;
    };

    it("takes a datasource through its whole life; the first frame handed on is the first reading", async () => {
      expectDatasourceLife(await life("datasource", "datasource"), "my-sensor");
    });

    it("is the same plugin whatever NODE_OPTIONS the daemon has in its environment", async () => {
      vi.stubEnv("NODE_OPTIONS", "--no-such-option --require /no/such/file.cjs");
      try {
        const { checks } = await conform(executables.get("datasource") ?? "", { timeoutMs: 10_000 });
        expect(checks.filter(({ status }) => status !== "passed")).toEqual([]);
      } finally {
        vi.unstubAllEnvs();
      }
    });

    it("names the author's line that yields what cannot be sent, where the runtime tells it", async () => {
      const executable = await makeBinary(
        "forgetful",
        "datasource",
        `import { datasource } from "laniakea-plugin-sdk";

export default datasource({
  name: "forgetful",
  version: "1.0.0",
  async *record() {
    const reading: unknown = { v: Promise.resolve(1) };
    yield reading;
  },
});
`,
      );
      const { checks } = await conform(executable, { timeoutMs: 10_000 });
      const said = "a frame needs a value that JSON can hold: .v is a Promise, of which JSON makes {}: await it";
      // Bun has no debugger that a program can ask.
      const line = runtime === "bun" ? "" : " (plugin:src/plugin.ts:8:5)";
      const { cause } = checks.find(({ status }) => status === "failed") ?? {};
      expect(cause?.split("\n")[0]).toBe(`${said}${line}`);
    });

    it("refuses a Laniakea outside of its constraint", async () => {
      expectVersionRefused(await life("wrong version", "datasource"));
    });

    it("answers each of a controller's commands, refuses others, and Stop ends what streams", async () => {
      expectControllerLife(await life(CONTROLLER_LIFE, "controller"), "my-heater");
    });
  },
);
