import { FACTS } from "../../../../daemon/facts.js";
import { RESERVED_FRAME_TYPE } from "../../../../daemon/handshake.js";
import { DEFAULT_TIMEOUT_MS, STOP_BOUND_MS } from "../../../../daemon/timing.js";
import { Frame, type FrameValue, JsonFrame, toFrame } from "../api/frame.js";
import type { Nulled } from "../api/json-form.js";
import { within } from "../go-plugin/bounded-wait.js";
import type { Logger } from "../go-plugin/logging/logger.js";
import { worded } from "../go-plugin/rpc/facts.js";
import { PluginError } from "../go-plugin/rpc/plugin-error.js";
import { reasonOf } from "../go-plugin/rpc/reason.js";
import { type OutgoingStream, TAKEN } from "../go-plugin/rpc/service.js";
import { atLine, type LineOf } from "./author-line.js";
import { FrameEncoder } from "./frame-codec.js";
import type { Gate } from "./gate.js";
import { Interruption } from "./interruption.js";
import { Opening } from "./opening.js";
import { pace } from "./pacing.js";
import { RateWatch } from "./rate-watch.js";

/** How frames leave; all times in ms. */
export interface SessionOptions {
  /** Least time between two frames of the plugin; 0 turns pacing off. */
  readonly minFrameIntervalMs: number;
  /** How long the first value may take before the empty first frame goes ahead of it; Infinity waits for the value. */
  readonly primeAfterMs: number;
  /** Silence after which a heartbeat frame goes out, so that the daemon does not take a slow sensor for dead; Infinity never. */
  readonly heartbeatMs: number;
  /** Silence after which the log explains the daemon's timeout; Infinity never. */
  readonly silenceWarningMs: number;
}

const { message } = FACTS;

/**
 * An empty frame goes ahead of the first value, so that no reading is lost: QUIRKS.md, "The first frame is dropped".
 */
const PRIMER = new Uint8Array(0);

const MIB = 2 ** 20;
/** Bytes that a gRPC client takes by default in one message. */
const LARGE_BYTES = FACTS.frame.largeBytes;

/** What a heartbeat frame is called; it has no payload. */
export const HEARTBEAT_TYPE = FACTS.frame.heartbeatType;

/** One recording or one command: an author's generator on one side, a stream to the daemon on the other. */
export class Session {
  readonly #abort = new AbortController();
  readonly #interruption = new Interruption(this.#abort.signal);
  readonly #encoder: FrameEncoder;
  readonly #ended: Promise<void>;
  #markEnded: () => void = () => {};
  /** The empty first frame has gone: the daemon counts the stream as started, and shows later errors as EOF. */
  #primed = false;
  /** The gap behind the empty first frame: QUIRKS.md, "Early answers are missed". */
  #primerPaced: Promise<void> = Promise.resolve();
  #silence: NodeJS.Timeout | undefined;
  readonly #opening = new Opening();
  #warnedOfLarge = false;
  #warnedOfNull = false;
  /** The place of the first value that cannot be sent is told; of a thousand of them, each would cost a look. */
  #hasTold = false;

  constructor(
    readonly stream: OutgoingStream,
    readonly source: string,
    readonly log: Logger,
    readonly options: SessionOptions,
    readonly gate: Gate,
    readonly lineOf: LineOf,
  ) {
    this.#encoder = new FrameEncoder(source);
    this.#ended = new Promise((resolve) => {
      this.#markEnded = resolve;
    });
    if (stream.signal.aborted) this.#abort.abort(stream.signal.reason);
    else stream.signal.addEventListener("abort", () => this.#abort.abort(stream.signal.reason), { once: true });
  }

  /** Aborted by `stop`, a cancelled call and a lost connection. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Runs what opens hardware: see {@link Opening}. */
  opening<Device>(how: () => Promise<Device> | Device): Promise<Device> {
    return this.#opening.run(how);
  }

  /**
   * Aborts the session. Resolves when its end has left for the daemon, so that a StartRecord that follows finds the old
   * stream ended: QUIRKS.md, "A late end stops the next recording". Resolves after 1 s in any case.
   */
  async stop(reason: string): Promise<void> {
    this.#abort.abort(new PluginError(reason, "CANCELLED"));
    const left = this.#ended.then(() => this.stream.closed);
    await within(STOP_BOUND_MS, left, () =>
      this.log.warn(worded(message.streamDidNotEnd, { reason, milliseconds: STOP_BOUND_MS })),
    );
  }

  /**
   * Sends what `open` yields until it ends or the session is aborted.
   * @throws {PluginError} what the author's code threw.
   */
  async run(open: () => Promise<AsyncIterable<FrameValue>>): Promise<void> {
    let frames: AsyncIterator<FrameValue> | undefined;
    try {
      this.#watchSilence();
      frames = (await open())[Symbol.asyncIterator]();
      await this.#pump(frames);
    } catch (error) {
      // What is thrown because of the abort is how the author's code ends, not a failure.
      if (!this.signal.aborted) throw this.#failure(error);
    } finally {
      clearTimeout(this.#silence);
      await this.#close(frames);
      this.#markEnded();
    }
  }

  async #pump(frames: AsyncIterator<FrameValue>): Promise<void> {
    let next = this.#sendable(frames, frames.next());
    await this.#waitForFirst(next);
    await this.#prime();
    const rate = RateWatch.of(this.options.minFrameIntervalMs, this.log);
    for (;;) {
      const result = await (rate?.waitFor(this.#next(next)) ?? this.#next(next));
      if (result === undefined || result.done) return;
      const frame = this.#checked(result.value);
      if (frame instanceof Frame) {
        await this.#send(this.#encoder.encode(frame));
        if (this.signal.aborted) return;
        next = frames.next();
      } else {
        next = this.#refuse(frames, frame);
      }
    }
  }

  /** The first value is looked at before anything is sent: what is wrong with it is the answer to the call, too. */
  async #sendable(
    frames: AsyncIterator<FrameValue>,
    first: Promise<IteratorResult<FrameValue>>,
  ): Promise<IteratorResult<FrameValue>> {
    const result = await first;
    if (result.done) return result;
    const frame = this.#checked(result.value);
    if (frame instanceof Frame) return { done: false, value: frame };
    return await this.#sendable(frames, this.#refuse(frames, frame));
  }

  /**
   * The mistake belongs to the line that yielded, so it is thrown there and can be caught there. Its stack is of our lines only: the
   * author's own is asked for.
   */
  #refuse(frames: AsyncIterator<FrameValue>, error: TypeError): Promise<IteratorResult<FrameValue>> {
    const told = this.#hasTold ? error : atLine(error, error.message, this.lineOf(frames));
    this.#hasTold = true;
    if (frames.throw === undefined) throw told;
    return frames.throw(told);
  }

  #next<T>(next: Promise<T>): Promise<T | undefined> {
    const { heartbeatMs } = this.options;
    return Number.isFinite(heartbeatMs) ? this.#withHeartbeats(next, heartbeatMs) : this.#settled(next);
  }

  /** The next value, with a heartbeat whenever it lets the daemon wait for too long: QUIRKS.md, "Silence is a restart". */
  async #withHeartbeats<T>(next: Promise<T>, heartbeatMs: number): Promise<T | undefined> {
    const settled = this.#settled(next);
    const spoke = settled.then(() => true);
    while (!(await within(heartbeatMs, spoke, () => false))) {
      await this.#send(this.#encoder.encode(new Frame({ type: HEARTBEAT_TYPE, payload: "" })));
    }
    return await settled;
  }

  /** The next value; undefined after an abort, unless it was there before: what was yielded is not lost. */
  async #settled<T>(next: Promise<T>): Promise<T | undefined> {
    try {
      return await this.#interruption.orAborted(next);
    } catch (error) {
      if (!this.signal.aborted) throw error;
      return await Promise.race([next, Promise.resolve(undefined)]);
    }
  }

  /** Holds the first frame back until the first value is there: QUIRKS.md, "Only an early error is shown". */
  async #waitForFirst(next: Promise<unknown>): Promise<void> {
    await this.#opening.waitForFirst(this.#settled(next), this.options.primeAfterMs);
  }

  async #prime(): Promise<void> {
    this.#primed = true;
    await this.#unlessStopped(this.stream.send(PRIMER));
    this.#primerPaced = pace(this.stream, this.options.minFrameIntervalMs);
    await this.#unlessStopped(this.#primerPaced);
  }

  async #send(message: Uint8Array): Promise<void> {
    // Where nothing is paced, a turn of the event loop for each of many frames would cost more than the frame.
    const isPaced = this.options.minFrameIntervalMs > 0;
    const sent = isPaced ? this.#inTurn(message) : this.stream.send(message);
    if (sent !== TAKEN) await this.#unlessStopped(sent);
    this.#silence?.refresh();
  }

  /** A stop ends the session's wait behind the empty first frame, and does not shorten it for what follows. */
  async #inTurn(message: Uint8Array): Promise<void> {
    await this.#primerPaced;
    await this.gate.pass(this.stream, () => this.stream.send(message));
  }

  /** After a stop what was sent is on its way all the same; a daemon that does not read must not hold the end up. */
  async #unlessStopped(sent: Promise<void>): Promise<void> {
    try {
      await this.#interruption.orAborted(sent);
    } catch (error) {
      if (!this.signal.aborted || this.stream.signal.aborted) throw error;
    }
  }

  #checked(value: unknown): Frame | TypeError {
    try {
      const frame = toFrame(value);
      if (frame.type === RESERVED_FRAME_TYPE) {
        return new TypeError(worded(message.reservedType, { type: RESERVED_FRAME_TYPE }));
      }
      if (frame.payload.length > LARGE_BYTES) this.#warnOfLarge(frame);
      if (frame instanceof JsonFrame && frame.nulled !== undefined) this.#warnOfNull(frame.nulled);
      return frame;
    } catch (error) {
      return error instanceof TypeError ? error : new TypeError(`a frame could not be made: ${reasonOf(error)}`);
    }
  }

  #warnOfNull({ path, value }: Nulled): void {
    if (this.#warnedOfNull) return;
    this.#warnedOfNull = true;
    this.log.warn(worded(message.sentAsNull, { path, value }));
  }

  #warnOfLarge({ payload }: Frame): void {
    if (this.#warnedOfLarge) return;
    this.#warnedOfLarge = true;
    const size = (payload.length / MIB).toFixed(1);
    this.log.warn(worded(message.largeFrame, { size, limit: LARGE_BYTES / MIB }));
  }

  /** Runs the author's `finally`, and lets the end wait for its turn, as a frame does. */
  async #close(frames: AsyncIterator<FrameValue> | undefined): Promise<void> {
    await this.#finish(frames);
    if (this.stream.signal.aborted) return;
    try {
      if (this.signal.aborted && !this.#primed) await this.#prime();
      await this.#primerPaced;
      // An error before the first frame is the answer to the call, and does not enter the daemon's queue.
      if (this.#primed) await this.#turnToEnd();
    } catch {
      // The call went while it was being ended: there is nobody left to tell.
    }
  }

  /** Resolves when the stream may end. The gate is kept until that end has left and something may follow it. */
  #turnToEnd(): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        resolve();
        return this.stream.closed;
      };
      this.gate.pass(this.stream, enter).catch(reject);
    });
  }

  async #finish(frames: AsyncIterator<FrameValue> | undefined): Promise<void> {
    if (frames?.return === undefined) return;
    const returned = Promise.resolve(frames.return()).then(
      () => {},
      (error: unknown) => this.log.error(worded(message.errorWhileEnding, { reason: reasonOf(error) }), { error }),
    );
    await within(STOP_BOUND_MS, returned, () => {});
  }

  #failure(error: unknown): PluginError {
    const seen = this.#primed ? message.shownAsEof : "";
    const { failure, fields } = this.#opening.failureOf(error);
    this.log.error(`${failure.rawMessage}${seen}`, fields);
    return failure;
  }

  #watchSilence(): void {
    const { silenceWarningMs } = this.options;
    if (!Number.isFinite(silenceWarningMs)) return;
    this.#silence = setTimeout(() => {
      const values = { seconds: silenceWarningMs / 1000, default: DEFAULT_TIMEOUT_MS / 1000 };
      this.log.warn(worded(message.silence, values));
    }, silenceWarningMs).unref();
  }
}
