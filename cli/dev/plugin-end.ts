import { PluginError } from "../../sdk/typescript/src/go-plugin/rpc/plugin-error.js";
import { exitAfterFailure, type LaunchedPlugin } from "../../sdk/typescript/src/testing/launch.js";

/** What a person does about a plugin that does not run. */
export const START_AGAIN = "save a file to start it again";

/** What gRPC calls a connection that broke. */
const BROKEN: readonly string[] = ["UNAVAILABLE", "INTERNAL"];

/** The end of a plugin that nobody has asked for: it is said once, however many calls fail of it. */
export class PluginEnd {
  #isToBeSaid = true;

  constructor(
    readonly plugin: LaunchedPlugin,
    readonly say: (line: string) => void,
  ) {
    // What it has said last comes before. What it left running may hold its output open, and this up.
    void plugin.process.exited.then(() => this.#say());
  }

  /** It is asked to end from now on. */
  expect(): void {
    this.#isToBeSaid = false;
  }

  /** Whether the process has ended. */
  hasEnded(): boolean {
    return this.plugin.process.ended() !== undefined;
  }

  /** Says that a command comes too late. @returns whether it does. */
  refusesCommand(): boolean {
    if (this.plugin.process.ended() === undefined) return false;
    if (this.#isToBeSaid) this.#say();
    else this.say(`✖ the plugin has ended; ${START_AGAIN}`);
    return true;
  }

  /** Whether a call failed because the process has ended: its connection breaks a moment before that is seen. */
  async explains(error: unknown): Promise<boolean> {
    if (BROKEN.includes(PluginError.from(error).code)) await exitAfterFailure(this.plugin.process);
    this.#say();
    return this.plugin.process.ended() !== undefined;
  }

  #say(): void {
    const exit = this.plugin.process.ended();
    if (exit === undefined || !this.#isToBeSaid) return;
    this.#isToBeSaid = false;
    this.say(`✖ the plugin ended (${exit.signal ?? `exit code ${exit.code}`}); ${START_AGAIN}`);
  }
}
