import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PluginType } from "../sdk/laniakea/handshake.js";
import { conform } from "../sdk/src/testing/conform.js";
import { hostProgram, runHost } from "./go-host.js";
import { goIsThere } from "./go-toolchain.js";
import { expectGracefulKill, failed, stepOf } from "./host-steps.js";
import {
  CONTROLLER_LIFE,
  expectControllerLife,
  expectDatasourceLife,
  expectVersionRefused,
} from "./made-project-lives.js";
import { pythonIsThere } from "./python-env.js";
import { type BuiltProject, builtProject } from "./python-project.js";

const PROJECTS = {
  datasource: { name: "my-sensor", type: "datasource" },
  controller: { name: "my-heater", type: "controller" },
} as const;

describe.runIf(goIsThere() && pythonIsThere() && process.platform !== "win32")(
  "the single executables of made Python projects, under the host library that the daemon has",
  () => {
    const built = new Map<PluginType, BuiltProject>();
    const executable = (type: PluginType) => built.get(type)?.executable ?? "";
    /** The executables unpack themselves there, and their sockets are there. */
    const temporary = mkdtempSync(join(tmpdir(), "x-"));

    beforeAll(async () => {
      for (const type of ["datasource", "controller"] as const) built.set(type, await builtProject(PROJECTS[type]));
      await hostProgram();
      await hostProgram("1.8.0");
    }, 600_000);
    afterAll(() => rmSync(temporary, { recursive: true, force: true }));

    const life = async (scenario: Parameters<typeof runHost>[0], type: PluginType, goPlugin: "1.4.4" | "1.8.0") => {
      const steps = await runHost(scenario, executable(type), { goPlugin, env: { TMPDIR: temporary } });
      expectGracefulKill(steps, 1_500);
      expect(readdirSync(temporary)).toEqual([]);
      return steps;
    };

    it.each(["datasource", "controller"] as const)("are built without a warning: %s", (type) => {
      expect(readFileSync(built.get(type)?.output ?? "", "utf8")).not.toMatch(/warn|error|deprecat/i);
    });

    it.each(["1.4.4", "1.8.0"] as const)(
      "take a datasource through its whole life with go-plugin %s",
      async (version) => {
        expectDatasourceLife(await life("datasource", "datasource", version));
      },
    );

    it("refuse a Laniakea outside of their constraint", async () => {
      expectVersionRefused(await life("wrong version", "datasource", "1.4.4"));
    });

    it.each(["1.4.4", "1.8.0"] as const)("answer a controller's commands with go-plugin %s", async (version) => {
      expectControllerLife(await life(CONTROLLER_LIFE, "controller", version));
    });

    it("end at SIGTERM, which the first of their two processes gets", async () => {
      const words = ["launch", "start-record", "frames:1", "signal:INT", "frames:1", "signal:TERM", "exited", "end"];
      const steps = await runHost({ type: "datasource", steps: words }, executable("datasource"), {
        env: { TMPDIR: temporary },
      });
      expect(failed(steps)).toEqual([]);
      expect(stepOf(steps, "exited")?.value).toMatchObject({ exitCode: 0 });
      expect(readdirSync(temporary)).toEqual([]);
    });

    it.each(["datasource", "controller"] as const)("pass every row of `check`: %s", async (type) => {
      const { ok, checks } = await conform(executable(type), { type });
      expect(checks.filter(({ status }) => status !== "passed")).toEqual([]);
      expect(ok).toBe(true);
    });
  },
);
