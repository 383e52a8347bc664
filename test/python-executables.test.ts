import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PluginType } from "../sdk/laniakea/handshake.js";
import { conform } from "../sdk/src/testing/conform.js";
import { commands, framesOf, hostProgram, runHost, type Step } from "./go-host.js";
import { goIsThere } from "./go-toolchain.js";
import { isAlive } from "./process-alive.js";
import { pythonIsThere } from "./python-env.js";
import { type BuiltProject, builtProject } from "./python-project.js";

const READING = { celsius: expect.any(Number) };
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
      expectGone(steps);
      expect(readdirSync(temporary)).toEqual([]);
      return steps;
    };

    it.each(["datasource", "controller"] as const)("are built without a warning: %s", (type) => {
      expect(readFileSync(built.get(type)?.output ?? "", "utf8")).not.toMatch(/warn|error|deprecat/i);
    });

    it.each(["1.4.4", "1.8.0"] as const)(
      "take a datasource through its whole life with go-plugin %s",
      async (version) => {
        const steps = await life("datasource", "datasource", version);
        expect(steps.filter(({ ok }) => !ok)).toEqual([]);
        expect(valueOf(steps, "get-version")).toBe("0.1.0");
        const frames = framesOf(steps);
        expect(frames).toHaveLength(4);
        for (const frame of frames) {
          expect(frame).toMatchObject({ source: "my-sensor", type: "application/json" });
          expect(JSON.parse(frame.payload)).toEqual(READING);
        }
        // One reading at once, the next a second later, in both recordings.
        for (const first of [0, 2]) {
          expect(frames[first]?.at).toBeLessThan(900);
          expect(frames[first + 1]?.at).toBeGreaterThan(1_000);
        }
      },
    );

    it("refuse a Laniakea outside of their constraint", async () => {
      const steps = await life("wrong version", "datasource", "1.4.4");
      const { error } = steps.find(({ step }) => step === "push-version") ?? {};
      expect(error).toContain("have 99.0.0, need >= 1.0.0, < 2.0.0");
    });

    it.each(["1.4.4", "1.8.0"] as const)("answer a controller's commands with go-plugin %s", async (version) => {
      const { steps: words } = commands([
        [{ command: "read", id: 7 }, "end"],
        [{ command: "dance" }],
        [{ command: "start-record" }, "frames:2", "stop", "end"],
      ]);
      const steps = await life({ type: "controller", steps: words }, "controller", version);
      const refused = steps.filter(({ ok }) => !ok);
      expect(refused).toHaveLength(1);
      expect(refused[0]?.error).toContain('unknown command "dance"; my-heater knows: read, start-record');
      const payloads = framesOf(steps).map(({ payload }) => JSON.parse(payload));
      expect(payloads).toEqual([{ ...READING, id: 7 }, READING, READING]);
    });

    it("end at SIGTERM, which the first of their two processes gets", async () => {
      const words = ["launch", "start-record", "frames:1", "signal:INT", "frames:1", "signal:TERM", "exited", "end"];
      const steps = await runHost({ type: "datasource", steps: words }, executable("datasource"), {
        env: { TMPDIR: temporary },
      });
      expect(steps.filter(({ ok }) => !ok)).toEqual([]);
      expect(valueOf(steps, "exited")).toMatchObject({ exitCode: 0 });
      expect(readdirSync(temporary)).toEqual([]);
    });

    it.each(["datasource", "controller"] as const)("pass every row of `check`: %s", async (type) => {
      const { ok, checks } = await conform(executable(type), { type });
      expect(checks.filter(({ status }) => status !== "passed")).toEqual([]);
      expect(ok).toBe(true);
    });
  },
);

function valueOf(steps: readonly Step[], step: string): unknown {
  return steps.find((each) => each.step === step)?.value;
}

/** Kill did not have to wait for its two seconds, and nothing is left. */
function expectGone(steps: readonly Step[]): void {
  expect(valueOf(steps, "kill")).toMatchObject({ graceful: true, exitCode: 0 });
  expect(steps.find(({ step }) => step === "kill")?.ms).toBeLessThan(1_500);
  const { pid } = valueOf(steps, "launch") as { pid: number };
  expect(pid).toBeGreaterThan(0);
  expect(isAlive(pid)).toBe(false);
}
