import { execa } from "execa";
import { expect, it } from "vitest";
import { UNSAFE_GAP_MS } from "../../daemon/timing.js";

/** One recording, or one round of commands, as test/hosts/go/daemon-model reports it. */
export interface Run {
  readonly outcome: "ok" | "crash" | "hang" | "error";
  readonly error?: string;
  readonly received: readonly string[];
  readonly delivered: readonly string[];
  readonly shortestGapMs: number;
}

export interface Job {
  readonly hosts: number;
  readonly runsPerHost: number;
  /** ms for which the daemon stands still, once per half second. Undefined: it never does. */
  readonly pause?: () => number;
  /** How many send a controller the same command at the same moment, in each run. Default: it is a datasource. */
  readonly callers?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** ms that a daemon stands still at random: a busy machine, swap, a suspended VM. */
export const RANDOM_PAUSE = () => 30 + Math.random() * 170;
const HALF_A_SECOND = 500;

/** Takes a plugin through many runs, each with a model of the daemon's queues (test/hosts/go/daemon-model) behind it. */
export async function recordings(model: string, plugin: string, job: Job): Promise<Run[]> {
  const { hosts, runsPerHost, pause, callers = 0, env = {} } = job;
  const args = ["-plugin", plugin, "-runs", String(runsPerHost), "-callers", String(callers)];
  const host = async () => {
    const child = execa(model, args, { env: { ...env }, maxBuffer: 1e9 });
    const resume = pause === undefined ? () => {} : pausing(child.kill.bind(child), pause);
    const { stdout } = await child.finally(resume);
    return stdout.split("\n").map((line) => JSON.parse(line) as Run);
  };
  return (await Promise.all(Array.from({ length: hosts }, host))).flat();
}

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

/** What the daemon's queues do behind a plugin that yields as fast as it may, whatever SDK it is made with. */
export function survivesTheDaemon(programs: () => { readonly model: string; readonly plugin: string }): void {
  const runs = (job: Job) => recordings(programs().model, programs().plugin, job);

  it("lose nothing of a plugin that yields as fast as it may", async () => {
    const all = await runs({ hosts: 2, runsPerHost: 5 });
    expect(all.map(({ outcome }) => outcome)).toEqual(Array(10).fill("ok"));
    for (const { received } of all) expect(received.length).toBeGreaterThan(10);
    expectAllDelivered(all);
  });

  it("survive 200 recordings while the daemon stands still at random", { timeout: 180_000 }, async () => {
    const all = await runs({ hosts: 10, runsPerHost: 20, pause: RANDOM_PAUSE });
    expect(all).toHaveLength(200);
    expect(all.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
    expectAllDelivered(all);
    expect(Math.min(...all.map(({ shortestGapMs }) => shortestGapMs))).toBeGreaterThan(UNSAFE_GAP_MS);
  });
}

/** What they do behind a controller that five operators send a command at the same moment, whatever SDK it is made with. */
export function survivesFiveOperators(programs: () => { readonly model: string; readonly controller: string }): void {
  const callers = 5;
  const rounds = (job: Omit<Job, "callers">) =>
    recordings(programs().model, programs().controller, { ...job, callers });

  it.each([
    ["", { hosts: 2, runsPerHost: 20 }],
    [", while the daemon stands still at random", { hosts: 5, runsPerHost: 20, pause: RANDOM_PAUSE }],
  ])("get each of five answers that come together alone%s", { timeout: 180_000 }, async (_, job) => {
    const all = await rounds(job);
    expect(all).toHaveLength(job.hosts * job.runsPerHost);
    expect(all.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
    // One frame and one end each.
    for (const { received } of all) expect(received).toHaveLength(2 * callers);
    expect(Math.min(...all.map(({ shortestGapMs }) => shortestGapMs))).toBeGreaterThan(UNSAFE_GAP_MS);
  });
}

function expectAllDelivered(all: readonly Run[]): void {
  for (const { received, delivered } of all) expect(delivered).toEqual(received.map((_, n) => JSON.stringify({ n })));
}
