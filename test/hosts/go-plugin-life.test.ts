import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isAlive, untilGone } from "../process-alive.js";
import { BundledPlugins } from "./bundle-plugin.js";
import { genericHostProgram, logOf, runGenericHost } from "./generic-host.js";
import { goIsThere } from "./go-toolchain.js";
import { failed, stepOf } from "./host-steps.js";

const bundled = new BundledPlugins();
let store = "";
beforeAll(async () => {
  store = await bundled.bundle("store");
});
afterAll(() => bundled.remove());

describe("a plugin of servePlugin, started by hand", () => {
  const start = (env: Record<string, string>) => execa(store, { env, reject: false });

  it("explains what it is, in Go's words", async () => {
    const { exitCode, stdout, stderr } = await start({});
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toBe(
      "This binary is a plugin. These are not meant to be executed directly.\n" +
        "Please execute the program that consumes these plugins, which will\n" +
        "load any plugins automatically",
    );
  });

  it("says that its author forgot the cookie, in Go's words", async () => {
    const { exitCode, stdout, stderr } = await start({ STORE_KEY: "" });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toBe(
      "Misconfigured ServeConfig given to serve this plugin: no magic cookie\n" +
        "key or value was set. Please notify the plugin author and report\n" +
        "this as a bug.",
    );
  });

  it("serves nobody when it cannot know its host", async () => {
    const { exitCode, stdout, stderr } = await start({
      STORE_COOKIE: "tin of biscuits",
      PLUGIN_CLIENT_CERT: "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n",
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain("PLUGIN_CLIENT_CERT, which the host sets for AutoMTLS, holds no PEM certificate");
  });

  it("names the entries of the host's version list that are no numbers", async () => {
    const child = execa(store, {
      env: { STORE_COOKIE: "tin of biscuits", PLUGIN_PROTOCOL_VERSIONS: "x,5" },
      reject: false,
    });
    child.stdout.once("data", () => child.kill("SIGTERM"));
    const { exitCode, stdout, stderr } = await child;
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^1\|5\|unix\|[^|]+\|grpc\|$/);
    expect(stderr).toMatch(/"the host sent an invalid protocol version".*"entry":"x"/);
  });
});

describe.runIf(goIsThere())("what a plugin prints", () => {
  beforeAll(async () => {
    await genericHostProgram();
  }, 300_000);
  const run = (steps: string[], stdout: "log" | "stdio") =>
    runGenericHost(store, ["launch", ...steps], { env: { STORE_STDOUT: stdout } });

  const LONG = "o".repeat(5_000);
  const DANGEROUS = '{"@level":"info","@message":5,"why":"ends a host"}';

  it("is the host's log, line by line, and a line that would end the host does not", async () => {
    const steps = await run(["call:Print", "ping", "kill"], "log");
    expect(failed(steps)).toEqual([]);
    const log = logOf(steps);
    for (const line of ["printed while it loads", "out: 21 °C", LONG]) {
      expect(log).toMatch(new RegExp(`\\[INFO\\] +host.store: ${line}: .*stream=stdout`));
    }
    expect(log).toContain("[DEBUG] host.store: err: plain\n");
    expect(log).toMatch(/\[WARN\] +host.store: a record of another logger:/);
    expect(log).toContain(`host.store: ${DANGEROUS}: `);
    // The last line, which has no newline, and what the plugin's end prints after it.
    expect(log).toContain("and no endthe store closes");
  });

  it("goes to the host's streams in pieces of 1 KiB when the plugin wants that; records stay records", async () => {
    const steps = await run(["call:Print", "stdio:and no end", "ping", "kill"], "stdio");
    const { stdout, stderr, longest } = stepOf(steps, "stdio")?.value as Record<string, string | number>;
    expect(stdout).toBe(`printed while it loads\nout: 21 °C\n${LONG}\nand no end`);
    expect(stderr).toBe(`err: plain\n${DANGEROUS}\n`);
    expect(longest).toBe(1024);
    expect(logOf(steps)).toMatch(/\[WARN\] +host.store: a record of another logger:/);
    expect(logOf(steps)).not.toContain("host.store: err: plain");
  });

  it("reaches the host to the last word", async () => {
    const steps = await run(["kill", "printed"], "stdio");
    expect(stepOf(steps, "kill")?.value).toEqual({ graceful: true, exitCode: 0 });
    expect(stepOf(steps, "printed")?.value).toBe("printed while it loads\nthe store closes\n");
  });

  it.each(["log", "stdio"] as const)("before a sudden end is in the host's log, with stdout as %s", async (mode) => {
    const steps = await run(["call:Crash", "exited"], mode);
    expect(stepOf(steps, "exited")?.value).toBe(3);
    expect(logOf(steps)).toContain("host.store: the last words:");
    expect(logOf(steps)).toContain("host.store: without a newline:");
  });
});

describe.runIf(goIsThere())("a plugin whose host goes without a word", { concurrent: true }, () => {
  const leave = async (env: Record<string, string>) => {
    const steps = await runGenericHost(store, ["launch", "ping", "leave"], { env });
    return Number((stepOf(steps, "launch")?.value as Record<string, number>)["pid"]);
  };

  it("ends, and one that waits for another host goes on", { timeout: 60_000 }, async () => {
    const [ends, waits] = await Promise.all([leave({}), leave({ STORE_WAITS: "1" })]);
    try {
      // By its parent: its streams would say so after 5 s.
      expect(await untilGone(ends, 10_000)).toBeLessThan(4_500);
      // Neither its parent nor its cut streams are a reason: those count after 5 s.
      await sleep(6_000);
      expect(isAlive(waits)).toBe(true);
    } finally {
      process.kill(waits, "SIGTERM");
    }
    await untilGone(waits, 5_000);
  });

  it("ends within 10 s, although its parent process still runs", async () => {
    const steps = await runGenericHost(store, ["launch", "ping", "disconnect", "exited"]);
    expect(stepOf(steps, "exited")).toMatchObject({ ok: true, value: 0 });
    expect(stepOf(steps, "exited")?.ms).toBeGreaterThan(4_000);
    expect(stepOf(steps, "exited")?.ms).toBeLessThan(10_000);
    expect(logOf(steps)).toContain("the store closes");
  });
});
