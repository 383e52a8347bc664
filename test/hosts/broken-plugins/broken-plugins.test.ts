import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { framesOf, hostProgram, runHost, type Step } from "../go-host.js";
import { goIsThere } from "../go-toolchain.js";
import { brokenFiles, brokenGoPlugins, brokenScripts } from "./broken-plugins.js";

const RECORD = ["push-version:1.0.0", "get-version", "start-record", "frames:2", "stop-record"];
/** Longest wait for what never comes. */
const TIMEOUT = "3s";

/** The step at which go-plugin's own client sees the defect, and what it then says. */
const SEEN_BY_HOST: ReadonlyArray<readonly [plugin: string, step: string, error: RegExp]> = [
  ["text-before-handshake", "launch", /Unrecognized remote plugin message: Starting the sensor plugin/],
  ["no-handshake", "launch", /no answer/],
  ["unflushed-handshake", "launch", /no answer/],
  ["exits-at-once", "launch", /Unrecognized remote plugin message/],
  ["foreign-cookie", "launch", /Unrecognized remote plugin message/],
  ["go-wrong-cookie", "launch", /Unrecognized remote plugin message/],
  ["missing-module", "launch", /Unrecognized remote plugin message/],
  ["go-panics", "launch", /Unrecognized remote plugin message/],
  ["missing-library", "launch", /Unrecognized remote plugin message/],
  ["handshake-cut-short", "launch", /Unrecognized remote plugin message: 1\|1\|tcp/],
  ["wrong-core-version", "launch", /Incompatible core API version/],
  ["wrong-protocol-version", "launch", /Incompatible API version with plugin. Plugin version: 2/],
  ["go-wrong-protocol", "launch", /Incompatible API version with plugin. Plugin version: 2/],
  ["netrpc-handshake", "launch", /Unsupported plugin protocol "netrpc"/],
  ["go-net-rpc", "launch", /Unsupported plugin protocol "netrpc"/],
  ["missing-interpreter", "launch", /no such file/],
  ["missing-loader", "launch", /no such file/],
  ["not-there", "launch", /no such file/],
  ["not-executable", "launch", /permission denied/],
  ["is-a-folder", "launch", /permission denied/],
  ["no-shebang", "launch", /exec format error/],
  ["empty", "launch", /exec format error/],
  ["truncated", "launch", /exec format error/],
  ["wrong-architecture", "launch", /exec format error/],
  ["dies-after-handshake", "push-version", /connection refused/],
  ["serves-nothing", "push-version", /Unimplemented/],
  ["get-version-fails", "get-version", /plugin version not set/],
  ["no-frame", "start-record", /no answer/],
  ["empty-recording", "start-record", /^EOF$/],
  ["recording-fails", "start-record", /no sensor at/],
  ["crashes-while-recording", "frames", /ended after/],
  ["ignores-stop-record", "stop-record", /no answer/],
  ["never-answers-stop", "stop", /no answer/],
  ["never-answers-shutdown", "kill", /no answer/],
  ["child-holds-output", "kill", /no answer/],
];

describe.runIf(goIsThere() && process.platform === "linux")("the broken plugins", () => {
  const folder = mkdtempSync(join(tmpdir(), "broken-files-"));
  const plugins = new Map([...brokenScripts(), ...brokenFiles(folder)]);
  const run = (name: string, steps: readonly string[], type: "datasource" | "controller" = "datasource") =>
    runHost({ type, steps: ["launch", ...steps] }, plugins.get(name) ?? "", { timeout: TIMEOUT });

  beforeAll(async () => {
    for (const [name, path] of await brokenGoPlugins(folder)) plugins.set(name, path);
    await hostProgram();
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("have a control that is right in everything", async () => {
    const steps = await run("healthy", [...RECORD, "start-record", "frames:2", "stop", "kill"]);
    expect(firstFailure(steps)).toBeUndefined();
    expect(steps.find(({ step }) => step === "kill")?.value).toMatchObject({ graceful: true, exitCode: 0 });
  });

  // They wait for what never comes: side by side.
  describe.concurrent("one by one", () => {
    // What goes wrong in Shutdown hides behind a Stop that does not come back, so each is only taken as far as it must.
    it.each(SEEN_BY_HOST)("%s fails at %s with %s", async (name, failing, error) => {
      const life = [...RECORD, "stop", "kill"];
      const steps = await run(name, failing === "launch" ? [] : life.slice(0, life.findIndex(isStep(failing)) + 1));
      expect(firstFailure(steps)).toMatchObject({ step: failing, error: expect.stringMatching(error) });
    });
  });

  it("log-line-panics-host takes the host with it", async () => {
    await expect(run("log-line-panics-host", RECORD)).rejects.toThrow("panic: interface conversion");
  });

  it.each(["ignores-shutdown", "no-shutdown-service"])("%s is killed after two seconds", async (name) => {
    const scenario = { type: "datasource", steps: ["launch", "kill"] } as const;
    const steps = await runHost(scenario, plugins.get(name) ?? "");
    const kill = steps.find(({ step }) => step === "kill");
    expect(kill).toMatchObject({ ok: true, value: { graceful: false } });
    expect(kill?.ms).toBeGreaterThan(1_900);
  });

  it("records-once fails at its second recording", async () => {
    const steps = await run("records-once", [...RECORD, "start-record"]);
    expect(firstFailure(steps)).toMatchObject({ step: "start-record", error: "EOF" });
  });

  it("reserved-frame-type sends what the daemon takes for the end", async () => {
    expect(framesOf(await run("reserved-frame-type", RECORD))[0]).toMatchObject({ type: "EOF" });
  });

  it("frame-bursts sends two frames at once", async () => {
    const [first, second] = framesOf(await run("frame-bursts", RECORD));
    expect((second?.at ?? 1e9) - (first?.at ?? 0)).toBeLessThan(20);
  });

  it("no-version says an empty one", async () => {
    const steps = await run("no-version", ["get-version"]);
    expect(steps.find(({ step }) => step === "get-version")).toMatchObject({ ok: true, value: "" });
  });

  it("accepts-any-command answers what it cannot know", async () => {
    const steps = await run("accepts-any-command", ['command:{"command":"no such"}', "end", "kill"], "controller");
    expect(firstFailure(steps)).toBeUndefined();
    expect(framesOf(steps)).toHaveLength(1);
  });
});

function firstFailure(steps: readonly Step[]): Step | undefined {
  return steps.find(({ ok }) => !ok);
}

const isStep = (verb: string) => (word: string) => word.split(":")[0] === verb;
