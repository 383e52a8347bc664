import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build } from "../sdk/cli/build/build.js";
import { silentProgress } from "../sdk/cli/progress.js";
import type { PluginType } from "../sdk/laniakea/handshake.js";
import { ROOT, run } from "./create-support/cli.js";
import { commands, framesOf, hostProgram, runHost, type Step } from "./go-host.js";
import { goIsThere } from "./go-toolchain.js";
import { isAlive } from "./process-alive.js";

const READING = { celsius: expect.any(Number) };

describe.runIf(goIsThere())("the single binaries of made projects, under the host library that the daemon has", () => {
  const cwd = mkdtempSync(join(tmpdir(), "built-"));
  const executables = new Map<PluginType, string>();

  /** A project as the generator makes it, its binary as `npm run build` does. */
  async function makeBinary(name: string, type: PluginType): Promise<string> {
    const { code } = await run([name, "--type", type, "--yes", "--no-install"], { cwd });
    expect(code).toBe(0);
    symlinkSync(join(ROOT, "node_modules"), join(cwd, name, "node_modules"));
    const { signal } = new AbortController();
    const { executable } = await build({ project: join(cwd, name), signal, progress: silentProgress });
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
    expectGone(steps);
    return steps;
  };

  it("takes a datasource through its whole life; the first frame handed on is the first reading", async () => {
    const steps = await life("datasource", "datasource");
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
  });

  it("refuses a Laniakea outside of its constraint", async () => {
    const steps = await life("wrong version", "datasource");
    const { error } = steps.find(({ step }) => step === "push-version") ?? {};
    expect(error).toContain("have 99.0.0, need >= 1.0.0, < 2.0.0");
  });

  it("answers each of a controller's commands, refuses others, and Stop ends what streams", async () => {
    const { steps: words } = commands([
      [{ command: "read", id: 7 }, "end"],
      [{ command: "dance" }],
      [{ command: "start-record" }, "frames:2", "stop", "end"],
    ]);
    const steps = await life({ type: "controller", steps: words }, "controller");
    const refused = steps.filter(({ ok }) => !ok);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.error).toContain('unknown command "dance"; my-heater knows: read, start-record');
    const payloads = framesOf(steps).map(({ payload }) => JSON.parse(payload));
    expect(payloads).toEqual([{ ...READING, id: 7 }, READING, READING]);
  });
});

function valueOf(steps: readonly Step[], step: string): unknown {
  return steps.find((each) => each.step === step)?.value;
}

/** Kill did not have to wait for its two seconds, and nothing is left. */
function expectGone(steps: readonly Step[]): void {
  expect(valueOf(steps, "kill")).toMatchObject({ graceful: true, exitCode: 0 });
  expect(steps.find(({ step }) => step === "kill")?.ms).toBeLessThan(1_000);
  const { pid } = valueOf(steps, "launch") as { pid: number };
  expect(pid).toBeGreaterThan(0);
  expect(isAlive(pid)).toBe(false);
}
