import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Check, conform, type Conformance, type ConformOptions } from "../../sdk/typescript/src/testing/index.js";
import { untilNobodyHas } from "../process-alive.js";
import { brokenFiles, brokenGoPlugins, brokenScripts } from "./broken-plugins/broken-plugins.js";
import { BundledPlugins } from "./bundle-plugin.js";
import { buildGo, goIsThere } from "./go-toolchain.js";

/** What `check` must say of each broken plugin: the check that fails, and the cause in the author's words. */
const CAUSES: ReadonlyArray<readonly [plugin: string, check: RegExp, cause: RegExp]> = [
  ["not-there", /starts/, /there is no file/],
  ["is-a-folder", /starts/, /is not a file/],
  ["not-executable", /starts/, /not executable: chmod \+x/],
  ["no-shebang", /starts/, /neither a binary nor a script/],
  ["empty", /starts/, /neither a binary nor a script/],
  ["truncated", /starts/, /cut short: 200 of at least \d+ bytes/],
  ["wrong-architecture", /starts/, /a program for linux \w+, and this machine is linux \w+/],
  ["missing-interpreter", /starts/, /its first line names \S+, which is not on this machine/],
  ["missing-loader", /starts/, /needs the loader .* which is not on this machine/],
  ["missing-library", /starts/, /shared library is missing.*libq\.so/],
  [
    "missing-module",
    /starts/,
    /^ModuleNotFoundError: No module named .* \(it ended with exit code 1 before its handshake\)$/,
  ],
  ["text-before-handshake", /starts/, /first line on stdout is "Starting the sensor plugin.*print nothing there/],
  ["endless-line", /starts/, /first line on stdout is "aaaa.*print nothing there/],
  ["handshake-cut-short", /starts/, /its handshake is incomplete: "1\|1\|tcp"/],
  ["no-handshake", /starts/, /no handshake on stdout within 5 s/],
  ["unflushed-handshake", /starts/, /no handshake on stdout within 5 s/],
  [
    "dots-instead-of-handshake",
    /starts/,
    /within 5 s.* stdout, without a newline: connecting \.\.\.; stderr: no answer from \/dev\/ttyUSB0 yet$/,
  ],
  ["exits-at-once", /starts/, /ended with exit code \d+ before its handshake/],
  ["foreign-cookie", /starts/, /did not accept the daemon's cookie/],
  ["go-wrong-cookie", /starts/, /did not accept the daemon's cookie/],
  ["go-panics", /starts/, /^panic: .* \(it ended with exit code 2 before its handshake\)$/],
  ["wrong-core-version", /starts/, /its handshake has version 2; go-plugin's is 1/],
  ["wrong-protocol-version", /starts/, /serves protocol version 2; the daemon speaks version 1/],
  ["go-wrong-protocol", /starts/, /serves protocol version 2; the daemon speaks version 1/],
  ["netrpc-handshake", /starts/, /speaks netrpc; the daemon speaks only grpc/],
  ["go-net-rpc", /starts/, /speaks netrpc; the daemon speaks only grpc/],
  ["dies-after-handshake", /starts/, /it ended with exit code \d+ after its handshake/],
  ["serves-nothing", /starts/, /serves neither proto\.Datasource nor proto\.Controller/],
  [
    "refuses-laniakea",
    /takes the daemon's version/,
    /daemon does not start with it.*let its constraint accept Laniakea 1\.0\.0/,
  ],
  ["get-version-fails", /says its own version/, /plugin version not set/],
  ["no-version", /says its own version/, /give the plugin a version/],
  [
    "no-frame",
    /records and stops/,
    /unresponsive.*set heartbeatMs \(TypeScript\), heartbeat \(Python\) or Heartbeat \(Go\)/,
  ],
  ["empty-recording", /records and stops/, /EOF/],
  ["recording-fails", /records and stops/, /no sensor at/],
  ["reserved-frame-type", /records and stops/, /end of the stream/],
  ["mislabelled-json", /records and stops/, /cannot parse it: send JSON/],
  ["frame-bursts", /records and stops/, /crash or hang the daemon/],
  [
    "crashes-while-recording",
    /records and stops/,
    /the plugin ended with exit code 1; Error: the sensor was unplugged$/,
  ],
  ["ends-soon", /records and stops/, /the plugin ended with exit code 3; Error: the driver's licence has expired$/],
  ["recording-fails-soon", /records and stops/, /the second register cannot be read/],
  [
    "controller-ends-soon",
    /goes on by itself/,
    /the plugin ended with exit code 1; Error: no answer from the controller's bus$/,
  ],
  ["ignores-stop-record", /records and stops/, /goes on after StopRecord/],
  ["records-once", /records again/, /EOF/],
  ["never-answers-stop", /stops while it records/, /unresponsive/],
  ["accepts-any-command", /refuses an unknown command/, /throw an error before the first value/],
  ["ignores-shutdown", /ends when/, /the daemon would kill it/],
  ["no-shutdown-service", /ends when/, /the daemon would kill it/],
  ["never-answers-shutdown", /ends when/, /the daemon would kill it/],
  ["child-holds-output", /ends when/, /children with their own stdout/],
  ["endless-log-line", /logs what the daemon can read/, /in pieces, as plain text/],
  ["floods-log", /logs what the daemon can read/, /fill its disk/],
  ["log-line-panics-host", /logs what the daemon can read/, /crashes when it reads that/],
];

describe.runIf(goIsThere() && process.platform === "linux")("check", () => {
  const folder = mkdtempSync(join(tmpdir(), "check-"));
  const temporary = join(folder, "tmp");
  const bundled = new BundledPlugins();
  const plugins = new Map([...brokenScripts(), ...brokenFiles(folder)]);
  const run = (name: string): Promise<Conformance> =>
    conform(plugins.get(name) ?? name, { timeoutMs: 3_500, startTimeoutMs: 5_000 });

  beforeAll(async () => {
    for (const [name, path] of await brokenGoPlugins(folder)) plugins.set(name, path);
    // Shows what is left behind.
    mkdirSync(temporary);
    vi.stubEnv("TMPDIR", temporary);
  }, 300_000);
  afterAll(() => {
    vi.unstubAllEnvs();
    bundled.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it("passes a plugin that is right in everything", async () => {
    const { ok, checks } = await conform(plugins.get("healthy") ?? "");
    expect(checks.filter(({ status }) => status !== "passed")).toEqual([]);
    expect(ok).toBe(true);
  });

  it("passes a plugin of the Go SDK", async () => {
    const executable = await buildGo({ package: "plugin" });
    const { checks } = await conform(executable, { timeoutMs: 5_000 });
    expect(checks.filter(({ status }) => status !== "passed")).toEqual([]);
  });

  it("fails one whose constraint refuses the version of Laniakea that it is told", async () => {
    const { ok, checks } = await conform(await buildGo({ package: "plugin" }), { laniakeaVersion: "2.0.0" });
    expect(ok).toBe(false);
    expect(checks.find(({ status }) => status === "failed")).toMatchObject({
      observed: expect.stringMatching(/^Laniakea 2\.0\.0 refused: .*different version of laniakea/),
      cause: expect.stringContaining("let its constraint accept Laniakea 2.0.0"),
    });
  });

  it("fails a program that listens to what its environment has for others", async () => {
    const executable = await buildGo({ package: "plugin" });
    for (const name of ["NODE_OPTIONS", "PYTHONHOME"]) {
      vi.stubEnv("PLUGIN_LISTENS_TO", name);
      const { ok, checks } = await conform(executable, { timeoutMs: 5_000 });
      expect(ok).toBe(false);
      expect(checks.filter(({ status }) => status !== "passed")).toEqual([
        {
          name: "ignores what the environment has for other programs",
          status: "failed",
          observed: expect.stringContaining(`${name}=`),
          cause: expect.stringContaining(`${name} is set`),
        },
      ]);
    }
    vi.stubEnv("PLUGIN_LISTENS_TO", undefined);
  });

  it("compares the name in the source with that of the entry", async () => {
    const executable = await bundled.bundle("counter");
    const nameOf = async (name: string) => {
      const { checks } = await conform(executable, { name });
      return checks.find((check) => check.name === "has the name that the config says");
    };
    expect(await nameOf("counter")).toMatchObject({ status: "passed", observed: "counter" });
    expect(await nameOf("my-sensor")).toMatchObject({
      status: "failed",
      observed: 'it calls itself "counter"',
      cause: expect.stringMatching(/entry in the config says "my-sensor".*give both the same/),
    });
  });

  /** The checks that did not pass, of a plugin of the SDK. */
  const notPassed = async (name: string, options: ConformOptions = {}) => {
    const { ok, checks } = await conform(await bundled.bundle(name), { timeoutMs: 3_500, ...options });
    return { ok, checks: checks.filter(({ status }) => status !== "passed") };
  };

  it("tells hardware that is not there from a plugin that is broken", async () => {
    const skipped = { status: "skipped", observed: "the plugin does not record without its hardware" };
    for (const [way, reason] of [
      ["open", "no device at /dev/ttyUSB0"],
      ["settings", "wrong settings: path is empty"],
    ] as const) {
      vi.stubEnv("PLUGIN_FAILS", way);
      const recording = { name: "records and stops", observed: `needs its hardware, or other settings: ${reason}` };
      expect(await notPassed("no-device")).toEqual({
        ok: true,
        checks: [
          { ...recording, status: "warned", cause: expect.stringContaining("run check with --hardware") },
          { name: "records again after StopRecord", ...skipped },
          { name: "stops while it records", ...skipped },
        ],
      });
      const attached = await notPassed("no-device", { hardware: true });
      expect(attached.ok).toBe(false);
      expect(attached.checks[0]).toMatchObject({ ...recording, status: "failed" });
    }
    for (const [way, cause] of [
      ["mistake", "ports.list is not a function"],
      ["process", "the plugin ended with exit code 4"],
      // V8's words, or JavaScriptCore's.
      ["none", bundled.runtime === "node" ? "Cannot read properties of undefined" : "undefined is not an object"],
    ] as const) {
      vi.stubEnv("PLUGIN_FAILS", way);
      const broken = await notPassed("no-device");
      expect(broken.ok).toBe(false);
      expect(broken.checks[0]).toMatchObject({ status: "failed", cause: expect.stringContaining(cause) });
    }
    vi.stubEnv("PLUGIN_FAILS", undefined);
  });

  it("tells what a plugin warns of, each thing once and not without end", async () => {
    const nan = "celsius is NaN, which JSON does not have: null is sent in its place";
    expect(await notPassed("warns")).toEqual({
      ok: true,
      checks: [
        {
          name: "logs no warnings",
          status: "warned",
          observed: "it warns of 2 things",
          cause: `the sensor was read 0 times in vain\n${nan}`,
        },
      ],
    });
    vi.stubEnv("PLUGIN_WARNS", "much");
    const { checks } = await notPassed("warns");
    vi.stubEnv("PLUGIN_WARNS", undefined);
    expect(checks).toMatchObject([{ observed: "it warns of more than 5 things" }]);
    expect(checks[0]?.cause?.split("\n")).toHaveLength(5);
  });

  it("says that a recording ends by itself", async () => {
    const { ok, checks } = await notPassed("three-readings");
    expect(ok).toBe(true);
    expect(checks).toMatchObject([
      {
        name: "records and stops",
        status: "warned",
        cause: expect.stringContaining("go on until the recording is stopped"),
        observed: expect.stringMatching(/; it ended by itself \d\.\d s later, after 3 readings$/),
      },
    ]);
  });

  /** What the check of the first recording says; the others are not run. */
  const firstRecording = async (executable: string): Promise<Check | undefined> => {
    const controller = new AbortController();
    let recorded: Check | undefined;
    const onCheck = (check: Check) => {
      if (check.name !== "records and stops") return;
      recorded = check;
      controller.abort();
    };
    await conform(executable, { signal: controller.signal, onCheck }).catch(() => {});
    return recorded;
  };

  it("does not take a large reading, or its own delays, for a burst", async () => {
    // Held up for 40 ms of each 100: what comes meanwhile is read together.
    const busy = setInterval(() => {
      const until = performance.now() + 40;
      while (performance.now() < until);
    }, 100);
    try {
      const executables = [await bundled.bundle("big-then-small"), plugins.get("healthy") ?? ""];
      const recorded = await Promise.all(executables.map(firstRecording));
      expect(recorded).toMatchObject([{ status: "passed" }, { status: "passed" }]);
      // One that does not pace is found all the same.
      expect(await firstRecording(plugins.get("frame-bursts") ?? "")).toMatchObject({
        status: "failed",
        observed: expect.stringContaining("ms apart"),
      });
    } finally {
      clearInterval(busy);
    }
  });

  it("leaves nobody when it is called off, at whichever check", async () => {
    for (let after = 1; after <= 4; after++) {
      vi.stubEnv("CHECK_TEST_RUN", `${process.pid}-${after}`);
      const controller = new AbortController();
      let checks = 0;
      const onCheck = () => void (++checks === after && controller.abort(new Error("called off")));
      const running = conform(plugins.get("healthy") ?? "", { signal: controller.signal, onCheck });
      await expect(running).rejects.toThrow("called off");
      await untilNobodyHas(`CHECK_TEST_RUN=${process.pid}-${after}`, 2_000);
      expect(readdirSync(temporary)).toEqual([]);
    }
  });

  // They wait for what never comes: side by side.
  describe.concurrent("names what is wrong with", () => {
    it.each(CAUSES)("%s", async (name, check, cause) => {
      const { ok, checks } = await run(name);
      expect(ok).toBe(false);
      const failed = checks.find(({ status }) => status === "failed");
      expect(failed).toMatchObject({ name: expect.stringMatching(check), cause: expect.stringMatching(cause) });
    });
  });

  it("leaves nothing of them in the temporary folder", () => {
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("has a row for each of them", () => {
    const named = CAUSES.map(([name]) => name);
    expect([...plugins.keys()].filter((name) => name !== "healthy" && !named.includes(name))).toEqual([]);
  });
});
