import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BundledPlugins } from "./bundle-plugin.js";
import { buildGo, goIsThere } from "./go-toolchain.js";

/** One recording, as test/go/daemon-model reports it. */
interface Run {
  readonly outcome: "ok" | "crash" | "hang" | "error";
  readonly error?: string;
  readonly received: readonly string[];
  readonly delivered: readonly string[];
  readonly shortestGapMs: number;
}

interface Job {
  readonly hosts: number;
  readonly runsPerHost: number;
  /** ms for which the daemon stands still, once per half second. Undefined: it never does. */
  readonly pause?: () => number;
  readonly env?: Readonly<Record<string, string>>;
}

const RANDOM_PAUSE = () => 30 + Math.random() * 170;
const HALF_A_SECOND = 500;

// Pausing a process needs SIGSTOP.
describe.runIf(goIsThere() && process.platform !== "win32")("the daemon's queues behind a recording", () => {
  const bundled = new BundledPlugins();
  let model = "";
  let ours = "";
  let goPlugin = "";

  beforeAll(async () => {
    ours = await bundled.bundle("burst");
    model = await buildGo({ package: "daemon-model" });
    goPlugin = await buildGo({ package: "plugin" });
  }, 300_000);
  afterAll(() => bundled.remove());

  async function runs(plugin: string, { hosts, runsPerHost, pause, env = {} }: Job): Promise<Run[]> {
    const host = async () => {
      const child = execa(model, ["-plugin", plugin, "-runs", String(runsPerHost)], {
        env: { ...env },
        maxBuffer: 1e9,
      });
      const resume = pause === undefined ? () => {} : pausing(child.kill.bind(child), pause);
      const { stdout } = await child.finally(resume);
      return stdout.split("\n").map((line) => JSON.parse(line) as Run);
    };
    return (await Promise.all(Array.from({ length: hosts }, host))).flat();
  }

  it("lose nothing of a plugin that yields as fast as it may", async () => {
    const all = await runs(ours, { hosts: 2, runsPerHost: 5 });
    expect(all.map(({ outcome }) => outcome)).toEqual(Array(10).fill("ok"));
    for (const { received, delivered } of all) {
      expect(received.length).toBeGreaterThan(10);
      expect(delivered).toEqual(received.map((_, n) => JSON.stringify({ n })));
    }
  });

  it("survive 200 recordings while the daemon stands still at random", { timeout: 180_000 }, async () => {
    const all = await runs(ours, { hosts: 10, runsPerHost: 20, pause: RANDOM_PAUSE });
    expect(all).toHaveLength(200);
    expect(all.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
    for (const { received, delivered } of all) expect(delivered).toEqual(received.map((_, n) => JSON.stringify({ n })));
    expect(Math.min(...all.map(({ shortestGapMs }) => shortestGapMs))).toBeGreaterThan(10);
  });

  it("would not survive them with a fixed gap of 25 ms", { timeout: 180_000 }, async () => {
    const job = { hosts: 10, runsPerHost: 5, pause: RANDOM_PAUSE };
    const paused = await runs(goPlugin, { ...job, env: { PLUGIN_INTERVAL: "25ms" } });
    const lost = paused.filter(({ outcome }) => outcome === "crash" || outcome === "hang");
    expect(lost.length).toBeGreaterThan(0);
  });

  it("crash or hang on frames without a gap", async () => {
    const all = await runs(goPlugin, { hosts: 1, runsPerHost: 2, env: { PLUGIN_INTERVAL: "0" } });
    expect(all.map(({ outcome }) => outcome)).not.toContain("ok");
  });
});

/** Stops and continues a process again and again until the returned function is called. */
function pausing(send: (signal: NodeJS.Signals) => boolean, pause: () => number): () => void {
  let timer: NodeJS.Timeout;
  const stop = () => {
    send("SIGSTOP");
    timer = setTimeout(resume, pause());
  };
  const resume = () => {
    send("SIGCONT");
    timer = setTimeout(stop, HALF_A_SECOND);
  };
  timer = setTimeout(stop, HALF_A_SECOND);
  return () => {
    clearTimeout(timer);
    send("SIGCONT");
  };
}
