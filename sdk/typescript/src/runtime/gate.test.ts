import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FRAME_GAP_MS, PRIME_AFTER_MS } from "../../../../daemon/timing.js";
import { controller } from "../api/controller.js";
import { sleep } from "../api/sleep.js";
import { createLogger } from "../go-plugin/logging/logger.js";
import type { OutgoingStream } from "../go-plugin/rpc/service.js";
import { decodeFrame } from "./frame-codec.js";
import { Lifecycle } from "./lifecycle.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What came into the daemon's queue, and when: ms for which the daemon was awake until then. */
interface Entry {
  readonly what: string;
  readonly awakeAt: number;
}

/** The daemon's end of the one connection: what comes while it stands still is read in one go afterwards. */
class DaemonModel {
  readonly queue: Entry[] = [];
  #unread: (() => void)[] | undefined;
  #awakeMs = 0;
  #awakeSince = Date.now();

  standStill(): void {
    this.#awakeMs += Date.now() - this.#awakeSince;
    this.#unread ??= [];
  }

  goOn(): void {
    this.#awakeSince = Date.now();
    const unread = this.#unread ?? [];
    this.#unread = undefined;
    for (const read of unread) read();
  }

  receive(read: () => void): void {
    if (this.#unread === undefined) read();
    else this.#unread.push(read);
  }

  enter(what: string): void {
    this.queue.push({ what, awakeAt: this.awakeAt });
  }

  get awakeAt(): number {
    return this.#awakeMs + Date.now() - this.#awakeSince;
  }
}

/** One call's answers on their way to it. */
class ModelStream implements OutgoingStream {
  readonly openedAt = Date.now();
  /** When the empty first frame was sent. */
  primedAt: number | undefined;
  /** When the daemon read it, in ms for which it was awake. */
  startedAwakeAt = 0;
  readonly #call = new AbortController();
  #close = () => {};
  readonly closed = new Promise<void>((resolve) => {
    this.#close = resolve;
  });

  constructor(
    readonly name: string,
    readonly daemon: DaemonModel,
  ) {}

  get signal() {
    return this.#call.signal;
  }

  async send(message: Uint8Array): Promise<void> {
    this.signal.throwIfAborted();
    if (this.primedAt === undefined) {
      this.primedAt = Date.now();
      this.daemon.receive(() => (this.startedAwakeAt = this.daemon.awakeAt));
    } else {
      this.daemon.receive(() => this.daemon.enter(`${this.name} ${decodeFrame(message).text()}`));
    }
  }

  ping(): Promise<number> {
    const since = Date.now();
    return new Promise((resolve) => this.daemon.receive(() => resolve(Date.now() - since)));
  }

  /** It is the daemon that cuts a call, and not while it stands still. */
  cut(): void {
    this.daemon.receive(() => {
      this.#call.abort(new Error("cut"));
      this.#close();
    });
  }

  /** An end before the first frame is the answer to the call, and never in the queue. */
  end(): void {
    const { primedAt } = this;
    if (primedAt !== undefined && !this.signal.aborted)
      this.daemon.receive(() => this.daemon.enter(`${this.name} end`));
    this.#close();
  }
}

const OPTIONS = {
  minFrameIntervalMs: FRAME_GAP_MS,
  primeAfterMs: PRIME_AFTER_MS,
  heartbeatMs: Infinity,
  silenceWarningMs: Infinity,
};

function newPlugin(): Lifecycle {
  const plugin = controller({ name: "model", version: "1.0.0", commands: {} });
  return new Lifecycle(plugin, createLogger({ write: () => {} }), OPTIONS);
}

/** What one caller does, and the author's code for it; times in ms. */
interface Script {
  readonly opensAfter: number;
  readonly waits: readonly number[];
  readonly ending: "returns" | "throws" | "is stopped" | "is cut";
  readonly endsAfter: number;
}

async function play(script: Script, plugin: Lifecycle, stream: ModelStream): Promise<void> {
  const { waits, ending, endsAfter } = script;
  const session = plugin.open(stream);
  const timers: NodeJS.Timeout[] = [];
  if (ending === "is stopped") timers.push(setTimeout(() => void session.stop("StopRecord"), endsAfter));
  if (ending === "is cut") timers.push(setTimeout(() => stream.cut(), endsAfter));
  const frames = async function* () {
    for (const [n, wait] of waits.entries()) {
      if (wait > 0) await sleep(wait, session.signal);
      if (session.signal.aborted) return;
      yield n;
    }
    if (ending === "throws") throw new Error("cable pulled");
  };
  await plugin.run(session, frames).catch(() => {});
  stream.end();
  for (const timer of timers) clearTimeout(timer);
}

/** Lets time pass until `work` is done. */
async function passTimeUntil(work: Promise<unknown>): Promise<void> {
  let done = false;
  void work.then(() => {
    done = true;
  });
  while (!done) await vi.advanceTimersByTimeAsync(1);
}

/** Stands still and goes on in turn, until it is stopped. */
function pausing(daemon: DaemonModel, pauses: readonly (readonly [number, number])[]): () => void {
  const timers: NodeJS.Timeout[] = [];
  let at = 0;
  for (const [awakeFor, pausedFor] of pauses) {
    timers.push(setTimeout(() => daemon.standStill(), (at += awakeFor)));
    timers.push(setTimeout(() => daemon.goOn(), (at += pausedFor)));
  }
  return () => timers.forEach(clearTimeout);
}

const scripts = fc.array(
  fc.record<Script>({
    // Small numbers are what meets: fast-check prefers them.
    opensAfter: fc.nat(300),
    waits: fc.array(fc.oneof(fc.constant(0), fc.nat(80)), { maxLength: 4 }),
    ending: fc.constantFrom("returns", "throws", "is stopped", "is cut"),
    endsAfter: fc.nat(250),
  }),
  { minLength: 1, maxLength: 12 },
);
/** A pause longer than the gap and a quick PING, as a shorter one cannot be told from none. */
const pauses = fc.array(fc.tuple(fc.integer({ min: 40, max: 200 }), fc.integer({ min: 40, max: 200 })), {
  maxLength: 8,
});

test("of many streams nothing comes together in the daemon's queue, and no call waits for its first frame", async () => {
  await fc.assert(
    fc.asyncProperty(scripts, pauses, async (all, standstills) => {
      const plugin = newPlugin();
      const daemon = new DaemonModel();
      const stopPausing = pausing(daemon, standstills);
      const streams: ModelStream[] = [];
      const played = all.map(async (script, index) => {
        await sleep(script.opensAfter);
        const stream = new ModelStream(`stream ${index}`, daemon);
        streams.push(stream);
        await play(script, plugin, stream);
      });
      await passTimeUntil(Promise.all(played));
      // What the daemon has not read yet, it reads before the next pause.
      await vi.advanceTimersByTimeAsync(5_000);
      stopPausing();
      expectApart(daemon.queue);
      expectComplete(all, daemon.queue);
      for (const stream of streams) expectStarted(stream, daemon.queue);
    }),
    { numRuns: 300 },
  );
});

function expectApart(queue: readonly Entry[]): void {
  for (const [index, entry] of queue.slice(1).entries()) {
    const before = queue[index] as Entry;
    expect(entry.awakeAt - before.awakeAt, `${before.what}, ${entry.what}`).toBeGreaterThanOrEqual(FRAME_GAP_MS);
  }
}

/** The empty first frame is not held up, and the daemon has the gap behind it to begin to listen. */
function expectStarted({ name, openedAt, primedAt, startedAwakeAt }: ModelStream, queue: readonly Entry[]): void {
  expect((primedAt ?? openedAt) - openedAt).toBeLessThanOrEqual(PRIME_AFTER_MS);
  const first = queue.find(({ what }) => what.startsWith(`${name} `));
  if (first !== undefined) expect(first.awakeAt - startedAwakeAt).toBeGreaterThanOrEqual(FRAME_GAP_MS);
}

/** No frame is lost, doubled or out of order, and each stream has one end: only a stop or a cut lets frames be missing. */
function expectComplete(all: readonly Script[], queue: readonly Entry[]): void {
  for (const [index, { waits, ending }] of all.entries()) {
    const name = `stream ${index} `;
    const came = queue.filter(({ what }) => what.startsWith(name)).map(({ what }) => what.slice(name.length));
    const whole = [...waits.map((_, n) => String(n)), "end"];
    if (ending === "throws" && waits.length === 0) expect(came).toEqual([]);
    else if (ending === "returns" || ending === "throws") expect(came).toEqual(whole);
    else if (ending === "is stopped") expect(came).toEqual([...whole.slice(0, came.length - 1), "end"]);
    else expect(came).toEqual(whole.slice(0, came.length));
  }
}

test("a stream that the daemon does not read any more holds the others up for a second, and not for ever", async () => {
  const plugin = newPlugin();
  const daemon = new DaemonModel();
  const forgotten = new ModelStream("forgotten", daemon);
  const send = forgotten.send.bind(forgotten);
  forgotten.send = async (message) => {
    await send(message);
    if (message.length > 0) await new Promise(() => {});
  };
  const script: Script = { opensAfter: 0, waits: [0, 0], ending: "returns", endsAfter: 0 };
  void play(script, plugin, forgotten);
  await vi.advanceTimersByTimeAsync(2 * FRAME_GAP_MS);
  await passTimeUntil(play(script, plugin, new ModelStream("other", daemon)));
  expect(daemon.queue.map(({ what }) => what)).toEqual(["forgotten 0", "other 0", "other 1", "other end"]);
  expect(Date.now() - forgotten.openedAt).toBeLessThan(1_000 + 8 * FRAME_GAP_MS);
});
