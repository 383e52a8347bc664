import { beforeAll, describe, expect, it } from "vitest";
import { commands, framesOf, hostProgram, runHost } from "../hosts/go-host.js";
import { goIsThere } from "../hosts/go-toolchain.js";
import { expectGracefulKill, failed, payloadsOf, stepOf } from "../hosts/host-steps.js";
import { goPlugin as plugin } from "./plugins.js";

/** ms: go-plugin's Kill would wait 2 s for a plugin that does not go. */
const GRACEFUL = 1_500;

describe.runIf(goIsThere())("the listings of Laniakea's Go guide", () => {
  let datasource: string;
  let controller: string;

  beforeAll(async () => {
    datasource = await plugin("guide-datasource");
    controller = await plugin("guide-controller");
    await hostProgram();
  }, 300_000);

  it("record, stop and record again, and lose no reading", async () => {
    const record = ["start-record", "frames:2", "stop-record", "end"];
    const steps = await runHost(
      {
        type: "datasource",
        steps: ["launch", "push-version:1.0.0", "get-version", ...record, ...record, "stop", "kill"],
      },
      datasource,
    );
    expect(failed(steps)).toEqual([]);
    expect(stepOf(steps, "get-version")?.value).toBe("1.0.0");
    expect(framesOf(steps).length).toBeGreaterThanOrEqual(4);
    for (const frame of framesOf(steps)) expect(frame).toMatchObject({ source: "test-plugin" });
    expectGracefulKill(steps, GRACEFUL);
  });

  it("refuse a daemon that is too old", async () => {
    const scenario = { type: "datasource", steps: ["launch", "push-version:0.1.0", "kill"] } as const;
    const steps = await runHost(scenario, datasource);
    expect(stepOf(steps, "push-version")?.error).toContain(
      "plugin requires a different version of laniakea: have 0.1.0, need >= 0.2.0",
    );
  });

  it("answer commands", async () => {
    const set = { command: "set-temperature", args: { temp_set_point: "30" } };
    const steps = await runHost(
      {
        type: "controller",
        steps: [
          "launch",
          `command@a:${JSON.stringify({ command: "start-record" })}`,
          "frames@a:1",
          `command@b:${JSON.stringify(set)}`,
          "end@b",
          "stop",
          "end@a",
          "kill",
        ],
      },
      controller,
    );
    expect(failed(steps)).toEqual([]);
    expect(payloadsOf(steps, "b")).toMatchObject([{ current_set_point: 25 }, { current_set_point: 30 }]);
    expectGracefulKill(steps, GRACEFUL);
  });

  it("tell their errors", async () => {
    const steps = await runHost(commands([[{ command: "explode" }]]), controller);
    expect(failed(steps).map(({ error }) => error)).toEqual(["rpc error: code = Unknown desc = invalid command"]);
  });
});
