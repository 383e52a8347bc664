import type { Frame } from "../../api/frame.js";
import type { FrameStream } from "../frame-stream.js";
import { checkFrame } from "./frame.js";
import { PaceWatch } from "./pace-watch.js";
import { ValueWatch } from "./value-watch.js";

/** How many readings are looked into; of the others only when they come. */
const LOOKED_INTO = 2;

/** Reads a recording as it comes, whatever else goes on: the time at which a frame is there is seen only by who waits for it. */
export class RecordingReader {
  /** The first reading; undefined when the recording ends without one. Rejects with what the recording fails with before. */
  readonly first: Promise<Frame | undefined>;
  /** Resolves when the recording has ended; rejects with what it fails with, and with a CheckFailed for what the daemon cannot take. */
  readonly ended: Promise<void>;
  /** Whether the readings have values. */
  readonly values = new ValueWatch();
  readonly #pace = new PaceWatch();
  #count = 0;
  #hasStarted = false;
  #resolveFirst: (frame: Frame | undefined) => void = () => {};

  constructor(readonly stream: FrameStream) {
    const first = new Promise<Frame | undefined>((resolve) => {
      this.#resolveFirst = resolve;
    });
    this.ended = this.#read();
    this.ended.catch(() => {}); // Looked at when it is wanted.
    this.first = Promise.race([first, this.ended.then(() => undefined)]);
    this.first.catch(() => {});
  }

  /** Readings that have come. */
  get count(): number {
    return this.#count;
  }

  /** Whether the empty first frame has come: what fails later does not reach the operator. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** Whether nothing can be said of the time between readings, because this process was held up. */
  get isPaceUnknown(): boolean {
    return this.#pace.hasSeenNone;
  }

  async #read(): Promise<void> {
    try {
      await this.stream.started;
      this.#hasStarted = true;
      for await (const frame of this.stream) {
        this.#pace.arrived();
        this.#count++;
        if (this.#count <= LOOKED_INTO) checkFrame(frame);
        this.values.push(frame);
        if (this.#count === 1) this.#resolveFirst(frame);
      }
    } finally {
      this.#pace.stop();
    }
  }
}
