import type { Frame } from "../api/frame.js";
import type { IncomingStream } from "../go-plugin/rpc/connection.js";
import { decodeFrame } from "../runtime/frame-codec.js";

/**
 * The frames of one recording or command, as the daemon sees them: it waits for the first one and drops it.
 * The call is under way from the start on; leaving the loop cancels it.
 */
export class FrameStream implements AsyncIterable<Frame> {
  readonly #stream: IncomingStream;
  readonly #messages: AsyncIterator<Uint8Array>;
  /**
   * Resolves when the dropped first frame is there: to the daemon the stream has started.
   * Rejects with the plugin's PluginError when it fails before, which is the error that an operator sees, and with an Error
   * that says EOF when the stream ends before.
   */
  readonly started: Promise<void>;

  constructor(stream: IncomingStream) {
    this.#stream = stream;
    this.#messages = stream[Symbol.asyncIterator]();
    this.started = this.#messages.next().then(({ done }) => {
      if (done) throw new Error("EOF: the stream ended without a frame (the daemon shows this as an error)");
    });
    this.started.catch(() => {}); // Whoever iterates sees it.
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Frame> {
    try {
      await this.started;
      for (;;) {
        const { done, value } = await this.#messages.next();
        if (done) return;
        yield decodeFrame(value);
      }
    } finally {
      this.cancel();
    }
  }

  /**
   * All frames to the end.
   * @throws {PluginError} when the stream fails.
   * @throws {Error} EOF, when it ends without even the first frame.
   */
  async all(): Promise<Frame[]> {
    const frames: Frame[] = [];
    for await (const frame of this) frames.push(frame);
    return frames;
  }

  /** Cancels the call, as a lost connection does. */
  cancel(): void {
    this.#stream.cancel();
  }
}
