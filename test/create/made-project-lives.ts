import { expect } from "vitest";
import { commands, framesOf, type Scenario, type Step } from "../hosts/go-host.js";
import { failed, payloadsOf, stepOf } from "../hosts/host-steps.js";

// What the plugin of a made project does before its author changes it, in every language, by the project's name.

const READING = { celsius: expect.any(Number) };

/** Of the scenario `datasource`. */
export function expectDatasourceLife(steps: readonly Step[], name: string): void {
  expect(failed(steps)).toEqual([]);
  expect(stepOf(steps, "get-version")?.value).toBe("0.1.0");
  const frames = framesOf(steps);
  expect(frames).toHaveLength(4);
  for (const frame of frames) {
    expect(frame).toMatchObject({ source: name, type: "application/json" });
    expect(JSON.parse(frame.payload)).toEqual(READING);
  }
  // One reading at once, the next a second later, in both recordings.
  for (const first of [0, 2]) {
    expect(frames[first]?.at).toBeLessThan(900);
    expect(frames[first + 1]?.at).toBeGreaterThan(1_000);
  }
}

/** Of the scenario `wrong version`. */
export function expectVersionRefused(steps: readonly Step[]): void {
  expect(stepOf(steps, "push-version")?.error).toContain("have 99.0.0, need >= 1.0.0, < 2.0.0");
}

/** One command that answers, one that is unknown, and one that streams until Stop. */
export const CONTROLLER_LIFE: Scenario = commands([
  [{ command: "read", id: 7 }, "end"],
  [{ command: "dance" }],
  [{ command: "start-record" }, "frames:2", "stop", "end"],
]);

export function expectControllerLife(steps: readonly Step[], name: string): void {
  const refused = failed(steps);
  expect(refused).toHaveLength(1);
  expect(refused[0]?.error).toContain(`unknown command "dance"; ${name} knows: read, start-record`);
  expect(payloadsOf(steps)).toEqual([{ ...READING, id: 7 }, READING, READING]);
}
