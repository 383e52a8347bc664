import { createInterface } from "node:readline";
import fc from "fast-check";
import { expect, it } from "vitest";
import { UNSAFE_GAP_MS } from "../../daemon/timing.js";
import { isAlive, untilGone } from "../process-alive.js";
import {
  commands,
  framesOf,
  type GoPluginVersion,
  hostProgram,
  parseStep,
  runHost,
  type Scenario,
  startHost,
  type Step,
} from "./go-host.js";
import { expectGracefulKill, failed, messages, numbersOf, payloadsOf, pluginLog, stepOf } from "./host-steps.js";

/** The plugins that both SDKs' tests have, with the same behaviour; `broken-sensor` fails as such a plugin may. */
export type CommonPlugin = "counter" | "commands" | "broken-sensor" | "silent" | "burst" | "unpaced";

/** A plugin SDK, and what tells its plugins from those of the other one. */
export interface ContractOptions {
  readonly goPlugin: GoPluginVersion;
  readonly plugin: (name: CommonPlugin) => string;
  /** ms: go-plugin's Kill would wait 2 s for a plugin that does not go. */
  readonly graceful: number;
  /** How often a recording is started again. */
  readonly restarts: number;
  /** What the host is told when a recording fails at its start. */
  readonly startError: string;
  /** Of the stack in the log of one that fails later, where errors have one. */
  readonly stack?: string;
  /** ms after its host's death within which a plugin is gone. */
  readonly orphanGoneMs: number;
  readonly afterLife?: (steps: readonly Step[]) => void;
  readonly afterTerm?: (steps: readonly Step[]) => void;
}

/** What a plugin does under the host library that the daemon has, whatever SDK it is made with. */
export function keepsTheContract(options: ContractOptions): void {
  const { goPlugin, plugin, graceful } = options;
  const run = (scenario: Parameters<typeof runHost>[0], name: CommonPlugin) =>
    runHost(scenario, plugin(name), { goPlugin });
  const datasource = (...steps: string[]): Scenario => ({ type: "datasource", steps: ["launch", ...steps] });

  it("takes a datasource through its life", async () => {
    const steps = await run("datasource", "counter");
    expect(failed(steps)).toEqual([]);
    expect(stepOf(steps, "get-version")?.value).toBe("1.2.3");
    // The client swallowed the empty first frame; a second recording starts anew.
    expect(payloadsOf(steps)).toEqual([
      { n: 0, recording: 1 },
      { n: 1, recording: 1 },
      { n: 0, recording: 2 },
      { n: 1, recording: 2 },
    ]);
    for (const frame of framesOf(steps)) {
      expect(frame).toMatchObject({ source: "counter", type: "application/json" });
      expect(Math.abs(frame.timestamp - Date.now())).toBeLessThan(60_000);
    }
    expectGracefulKill(steps, graceful);
    options.afterLife?.(steps);
  });

  it("answers StopRecord when the stream has ended, and runs finally", async () => {
    const steps = await run(datasource("start-record", "frames:3", "stop-record", "kill"), "counter");
    const { endedAfterAnswerMs, framesAfterAnswer } = numbersOf(steps, "stop-record");
    expect(framesAfterAnswer).toBe(0);
    // The end travels ahead of the answer; two goroutines of the host may still see them in the other order.
    expect(endedAfterAnswerMs).toBeLessThan(40);
    const record = pluginLog(steps).find(({ message }) => message === "recording ended");
    expect(record).toMatchObject({ level: "info", fields: { recording: "1" } });
  });

  it(`hands on every frame in order, never two within ${UNSAFE_GAP_MS} ms`, async () => {
    const steps = await run(datasource("start-record", "frames:40", "stop-record", "end", "kill"), "burst");
    expect(failed(steps)).toEqual([]);
    const frames = framesOf(steps);
    expect(payloadsOf(steps)).toEqual(frames.map((_, n) => ({ n })));
    expect(frames.length).toBeGreaterThanOrEqual(40);
    const gaps = frames.slice(1).map((frame, i) => frame.at - (frames[i]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(UNSAFE_GAP_MS);
  });

  it(`starts again ${options.restarts} times`, async () => {
    const cycles = Array.from({ length: options.restarts }, () => ["start-record", "frames:1", "stop-record", "end"]);
    const steps = await run(datasource(...cycles.flat(), "kill"), "counter");
    expect(failed(steps)).toEqual([]);
    const firsts = payloadsOf(steps).filter(({ n }) => n === 0);
    expect(firsts).toEqual(Array.from({ length: options.restarts }, (_, i) => ({ n: 0, recording: i + 1 })));
    expectGracefulKill(steps, graceful);
  });

  it("ends a recording when the next one starts, and answers a StopRecord that stops nothing", async () => {
    const both = ["start-record@a", "frames@a:1", "start-record@b", "end@a", "frames@b:2"];
    const steps = await run(datasource("stop-record", ...both, "kill"), "counter");
    expect(failed(steps)).toEqual([]);
    expect(payloadsOf(steps, "b")).toMatchObject([
      { n: 0, recording: 2 },
      { n: 1, recording: 2 },
    ]);
    expectGracefulKill(steps, graceful);
  });

  it("refuses a version outside the constraint with both versions", async () => {
    const steps = await run("wrong version", "counter");
    expect(stepOf(steps, "push-version")?.error).toContain(
      "plugin requires a different version of laniakea: have 99.0.0, need >= 1.0.0, < 2.0.0",
    );
    expectGracefulKill(steps, graceful);
  });

  it("delivers an error before the first frame, and ends the stream for one after it", async () => {
    const steps = await run(datasource("start-record", "start-record", "frames:1", "end", "kill"), "broken-sensor");
    expect(failed(steps)).toHaveLength(1);
    expect(stepOf(steps, "start-record")?.error).toBe(options.startError);
    expect(payloadsOf(steps)).toEqual([{ n: 0 }]);
    const record = pluginLog(steps).find(({ message }) => message.startsWith("the sensor was unplugged (after"));
    expect(record).toMatchObject({ level: "error" });
    const { stack } = options;
    expect(record?.fields["error"]).toEqual(stack === undefined ? undefined : expect.stringContaining(stack));
    expectGracefulKill(steps, graceful);
  });

  it("starts a recording without frames, and one that has none yet", async () => {
    const steps = await run(datasource("start-record", "end", "start-record", "stop-record", "end", "kill"), "silent");
    expect(failed(steps)).toEqual([]);
    expect(framesOf(steps)).toEqual([]);
    expectGracefulKill(steps, graceful);
  });

  it("takes a controller through its commands", async () => {
    const scenario = commands([
      [{ command: "read", args: { unit: "C" }, id: "42" }, "end"],
      [{ command: "count", args: { to: 5 } }, "end"],
      [{ command: "start-record" }, "frames:2", "stop", "end"],
    ]);
    const steps = await run(scenario, "commands");
    expect(failed(steps)).toEqual([]);
    expect(payloadsOf(steps)).toEqual([
      { celsius: 21.5, args: { unit: "C" }, id: "42" },
      ...[0, 1, 2, 3, 4].map((n) => ({ n })),
      { n: 0 },
      { n: 1 },
    ]);
    expectGracefulKill(steps, graceful);
  });

  it("runs two commands at once", async () => {
    const both = [
      'command@a:{"command":"start-record","id":"a"}',
      'command@b:{"command":"count","args":{"to":3},"id":"b"}',
    ];
    const scenario = { type: "controller", steps: ["launch", ...both, "end@b", "frames@a:3", "stop", "end@a", "kill"] };
    const steps = await run(scenario as Scenario, "commands");
    expect(failed(steps)).toEqual([]);
    expect(payloadsOf(steps, "b")).toEqual([0, 1, 2].map((n) => ({ n, id: "b" })));
    expect(payloadsOf(steps, "a")).toEqual(payloadsOf(steps, "a").map((_, n) => ({ n, id: "a" })));
    expectGracefulKill(steps, graceful);
  });

  it("answers pings, and is killed gracefully in the middle of a recording", async () => {
    const steps = await run(datasource("ping", "start-record", "frames:1", "kill"), "counter");
    expect(failed(steps)).toEqual([]);
    expectGracefulKill(steps, graceful);
  });

  it("ignores SIGINT, and ends everything at SIGTERM", async () => {
    const signals = ["signal:INT", "frames:20", "signal:TERM", "exited", "end"];
    const steps = await run(datasource("start-record", "frames:1", ...signals), "unpaced");
    expect(failed(steps)).toEqual([]);
    expect(stepOf(steps, "exited")).toMatchObject({ value: { exitCode: 0 } });
    expect(stepOf(steps, "exited")?.ms).toBeLessThan(graceful);
    expect(messages(steps)).toContain("everything is off");
    options.afterTerm?.(steps);
  });

  it("goes when the host is killed", async () => {
    const host = startHost("vanish", plugin("counter"), { goPlugin }, await hostProgram(goPlugin));
    let pid = 0;
    for await (const line of createInterface({ input: host.stdout })) {
      const step = parseStep(line);
      if (step.step === "hanging") {
        pid = step.value as number;
        expect(isAlive(pid)).toBe(true);
        host.kill("SIGKILL");
      }
    }
    await expect(host).rejects.toMatchObject({ signal: "SIGKILL" });
    expect(await untilGone(pid, 10_000)).toBeLessThan(options.orphanGoneMs);
  });
}

const CALLS = ["start-record@a", "start-record@b", "frames@a:1", "frames@b:2", "stop-record", "pause:20"];

/** Calls a datasource in random order, `numRuns` times. */
export async function answersInAnyOrder(counter: string, numRuns: number, graceful: number): Promise<void> {
  const call = fc.constantFrom(...CALLS, "get-version", "ping");
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 3, maxLength: 15 }), async (calls) => {
      const scenario = { type: "datasource", steps: ["launch", ...calls, "kill"] } as const;
      const steps = await runHost(scenario, counter, { timeout: "3s" });
      // Frames may be asked of a stream that has ended, or was never opened; nothing else may fail.
      expect(failed(steps).filter(({ step }) => step !== "frames")).toEqual([]);
      expect(failed(steps).filter(({ error }) => error?.includes("still waiting"))).toEqual([]);
      expectGracefulKill(steps, graceful);
    }),
    { numRuns },
  );
}

/** MiB by which a datasource's memory grows in `recordings`, once `before` of them have filled what is kept. */
export async function growthOfRecordings(
  unpaced: string,
  { before, recordings }: { readonly before: number; readonly recordings: number },
  graceful: number,
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const cycles = (count: number) =>
    Array.from({ length: count }, () => ["start-record", "frames:1", "stop-record"]).flat();
  const steps = ["launch", ...cycles(before), "rss", ...cycles(recordings), "rss", "kill"];
  const done = await runHost({ type: "datasource", steps }, unpaced, { env });
  expect(failed(done)).toEqual([]);
  expectGracefulKill(done, graceful);
  const [first, last] = done.filter(({ step }) => step === "rss").map(({ value }) => Number(value));
  return (last ?? 1e9) - (first ?? 0);
}
