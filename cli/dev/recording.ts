import type { LaunchedPlugin } from "../../sdk/typescript/src/testing/launch.js";
import type { DevListener } from "./listener.js";

/** The recordings of one start of a datasource: one at a time, as an operator starts and stops them. */
export class Recordings {
  /** Resolves when the one that runs has ended. */
  #ended: Promise<void> | undefined;
  #isAsked = false;

  /**
   * @param next gives each recording its number.
   * @param fail hears why one has failed, and says whether the plugin runs on.
   */
  constructor(
    readonly plugin: LaunchedPlugin,
    readonly listener: Required<DevListener>,
    readonly next: () => number,
    readonly fail: (error: unknown) => Promise<boolean>,
  ) {}

  /** Starts one, unless one runs. @returns when it has ended. */
  start(): Promise<void> {
    this.#ended ??= this.#run().finally(() => {
      this.#ended = undefined;
    });
    return this.#ended;
  }

  /** Stops the one that runs; resolves when its frames are all there. @throws {PluginError} the plugin's error. */
  async stop(): Promise<void> {
    const ended = this.#ended;
    if (ended === undefined) return;
    this.#isAsked = true;
    await this.plugin.stopRecord();
    await ended;
  }

  /** It is to end with the plugin: nobody is told to start it again. */
  expectEnd(): void {
    this.#isAsked = true;
  }

  async #run(): Promise<void> {
    this.#isAsked = false;
    const origin = { recording: this.next() };
    this.listener.recording(true, "the recording started");
    try {
      for await (const frame of this.plugin.startRecord()) this.listener.frame(frame, origin, Date.now());
      this.listener.recording(false, this.#isAsked ? "the recording was stopped" : "the recording has ended");
      if (!this.#isAsked) this.listener.said("the recording has ended; save a file to start again");
    } catch (error) {
      this.listener.recording(false, error instanceof Error ? error.message : String(error), true);
      // Of a plugin that has ended that is said.
      if (await this.fail(error)) this.listener.said("the recording has failed; save a file to start again");
    }
  }
}
