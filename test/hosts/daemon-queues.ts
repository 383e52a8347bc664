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
  /** How many commands come at the same moment; 0, which is the default, for a datasource. */
  readonly commands?: number;
  /** How long a recording takes, in ms; default 600. */
  readonly lengthMs?: number;
  /** ms for which the daemon stands still, once per half second. Undefined: it never does. */
  readonly pause?: () => number;
  readonly env?: Readonly<Record<string, string>>;
}

/** ms that a daemon stands still at random: a busy machine, swap, a suspended VM. */
export const RANDOM_PAUSE = () => 30 + Math.random() * 170;
const HALF_A_SECOND = 500;

/** What each of the commands is. */
const REQUEST = JSON.stringify({ command: "read" });

/** Takes a plugin through many recordings or rounds of commands, each with a model of the daemon's queues (test/hosts/go/daemon-model) behind it. */
export async function runsOf(model: string, plugin: string, job: Job): Promise<Run[]> {
  const { hosts, runsPerHost, commands = 0, lengthMs = 600, pause, env = {} } = job;
  const work = ["-runs", String(runsPerHost), "-length", `${lengthMs}ms`, "-commands", String(commands)];
  const args = ["-plugin", plugin, ...work, "-request", REQUEST];
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
  const runs = (job: Job) => runsOf(programs().model, programs().plugin, job);

  it("lose nothing of a plugin that yields as fast as it may", async () => {
    // Long enough for many frames, however busy the machine is.
    const all = await runs({ hosts: 2, runsPerHost: 5, lengthMs: 2_000 });
    expect(all.map(({ outcome }) => outcome)).toEqual(Array(10).fill("ok"));
    for (const { received } of all) expect(received.length).toBeGreaterThan(10);
    expectAllDelivered(all);
  });

  it("survive 200 recordings while the daemon stands still at random", { timeout: 180_000 }, async () => {
    const all = await runs({ hosts: 10, runsPerHost: 20, pause: RANDOM_PAUSE });
    expect(all).toHaveLength(200);
    expect(all.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
    expectAllDelivered(all);
    expectApart(all);
  });
}

/** What the daemon's queue does behind a controller whose command `read` answers once, whatever SDK it is made with. */
export function survivesManyOperators(programs: () => { readonly model: string; readonly plugin: string }): void {
  const commands = 5;
  const expectAllAnswered = (rounds: readonly Run[]) => {
    expect(rounds.map(({ outcome, error }) => error ?? outcome)).toEqual(rounds.map(() => "ok"));
    for (const { delivered } of rounds) expect(delivered).toHaveLength(commands);
    expectApart(rounds);
  };

  it("survive 40 rounds of five commands at the same moment", async () => {
    const { model, plugin } = programs();
    expectAllAnswered(await runsOf(model, plugin, { hosts: 2, runsPerHost: 20, commands }));
  });

  it("survive them while the daemon stands still at random", { timeout: 180_000 }, async () => {
    const { model, plugin } = programs();
    expectAllAnswered(await runsOf(model, plugin, { hosts: 5, runsPerHost: 20, commands, pause: RANDOM_PAUSE }));
  });
}

function expectApart(all: readonly Run[]): void {
  expect(Math.min(...all.map(({ shortestGapMs }) => shortestGapMs))).toBeGreaterThan(UNSAFE_GAP_MS);
}

function expectAllDelivered(all: readonly Run[]): void {
  for (const { received, delivered } of all) expect(delivered).toEqual(received.map((_, n) => JSON.stringify({ n })));
}
