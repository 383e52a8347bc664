import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch } from "../../sdk/typescript/src/testing/launch.js";
import { framesOf, hostProgram, runHost } from "../hosts/go-host.js";
import { goIsThere } from "../hosts/go-toolchain.js";
import { expectGracefulKill, failed, messages, payloadsOf, pluginLog, stepOf } from "../hosts/host-steps.js";
import { pythonIsThere } from "./interpreter.js";
import { PythonPlugins } from "./plugins.js";

/** ms: go-plugin's Kill would wait 2 s for a plugin that does not go. */
const GRACEFUL = 1_500;
const BOOT = ["launch", "push-version:1.0.0", "get-version"];

describe.runIf(goIsThere() && pythonIsThere() && process.platform !== "win32")(
  "a Python plugin with hardware, under the host library that the daemon has",
  { timeout: 60_000 },
  () => {
    const plugins = new PythonPlugins();
    let bench: string;
    beforeAll(async () => {
      bench = await plugins.script("bench");
      await hostProgram();
    }, 300_000);
    afterAll(() => plugins.remove());

    const run = (mode: string, ...steps: string[]) =>
      runHost({ type: "datasource", steps: [...BOOT, ...steps, "kill"] }, bench, {
        env: { LANIAKEA_BENCH_MODE: mode },
      });

    it("boots with wrong settings, and tells the operator what is wrong with them", async () => {
      const steps = await run("fats", "start-record");
      const wrong =
        'wrong settings: LANIAKEA_BENCH_MODE is "fats" and must be one of "awaiting", "opening", "unplugged", "fast", "callbacks", "stuck", "silent"';
      expect(failed(steps).map(({ step, error }) => [step, error])).toEqual([
        ["start-record", `rpc error: code = FailedPrecondition desc = ${wrong}`],
      ]);
      expect(pluginLog(steps)).toContainEqual(expect.objectContaining({ level: "error", message: wrong }));
      expectGracefulKill(steps, GRACEFUL);
    });

    it("tells the operator what a slow opening ran into", async () => {
      const steps = await run("opening", "start-record");
      expect(failed(steps).map(({ error }) => error)).toEqual([
        "rpc error: code = Unavailable desc = no device at /dev/ttyUSB0",
      ]);
      expectGracefulKill(steps, GRACEFUL);
    });

    it("goes on when the hardware is back, with one warning and one line a loss", async () => {
      const steps = await run("unplugged", "start-record", "frames:3", "stop-record", "end");
      expect(failed(steps)).toEqual([]);
      expect(payloadsOf(steps).slice(0, 3)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
      const of = (level: string) => pluginLog(steps).filter((record) => record.level === level);
      expect(of("warn").at(0)?.message).toBe(
        "the port is lost: the cable is pulled; it is tried again until it is back",
      );
      expect(of("info").filter(({ message }) => message === "the port is back").length).toBeGreaterThanOrEqual(2);
      expectGracefulKill(steps, GRACEFUL);
    });

    it("sends samples at kHz in batches, without a gap", async () => {
      const steps = await run("fast", "start-record", "frames:8", "stop-record", "end");
      expect(failed(steps)).toEqual([]);
      const batches = payloadsOf(steps) as { start: number; intervalMs: number; values: number[] }[];
      const samples = batches.flatMap(({ values }) => values);
      expect(samples.length).toBeGreaterThan(1_000);
      expect(samples).toEqual(samples.map((_, n) => n));
      for (const [n, { timestamp }] of framesOf(steps).entries()) {
        const { start, intervalMs, values } = batches[n] ?? { start: 0, intervalMs: 0, values: [] };
        expect(intervalMs).toBe(0.1);
        expect(start + (values.length - 1) * intervalMs).toBeCloseTo(timestamp, 0);
      }
      expectGracefulKill(steps, GRACEFUL);
    });

    it("says in the log what its callbacks lose", async () => {
      const steps = await run("callbacks", "start-record", "frames:64", "stop-record", "end");
      expect(failed(steps)).toEqual([]);
      expect(payloadsOf(steps)).toEqual(Array.from({ length: 64 }, (_, n) => ({ n: 936 + n })));
      expect(messages(steps).filter((message) => message.includes("dropped"))).toEqual([
        "readings come faster than they are sent: a channel with room for 64 dropped 1 of the oldest, 1 so far",
        "readings come faster than they are sent: a channel with room for 64 dropped 935 of the oldest, 936 in all",
      ]);
    });

    it("has a heartbeat by a field of its class", async () => {
      const steps = await run("silent", "start-record", "frames:2", "stop-record", "end");
      expect(failed(steps)).toEqual([]);
      expect(framesOf(steps).slice(0, 2)).toMatchObject([{ type: "heartbeat" }, { type: "heartbeat" }]);
    });

    it("ends when async code keeps its loop from turning, with the stack in the log", async () => {
      const steps = await run("stuck", "start-record", "frames:1", "exited");
      expect(stepOf(steps, "exited")).toMatchObject({ ok: true });
      const record = pluginLog(steps).find(({ message }) => message.startsWith("async code has not awaited anything"));
      expect(record).toMatchObject({
        level: "error",
        message: expect.stringContaining(" for 1 s in plugin.py, line "),
      });
      expect(record?.fields["stack"]).toMatch(/in record_stuck\n\s+time\.sleep\(60\)/);
    });

    it("outlives a stop of its process that is longer than its watchdog waits", async () => {
      const plugin = await launch(bench);
      const frames = plugin.startRecord()[Symbol.asyncIterator]();
      const next = async () => (await frames.next()).value?.json() as { n: number; pid: number };
      const { pid } = await next();
      process.kill(pid, "SIGSTOP");
      await sleep(2_500);
      process.kill(pid, "SIGCONT");
      expect(await next()).toMatchObject({ n: 1 });
      expect(await next()).toMatchObject({ n: 2 });
      await plugin.stop();
      expect(await plugin.close()).toMatchObject({ graceful: true, exit: { code: 0 } });
    });
  },
);
