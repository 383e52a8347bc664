import type { LaunchedPlugin } from "../../sdk/typescript/src/testing/launch.js";
import type { CommandRequest } from "../../sdk/typescript/src/testing/plugin-host.js";
import type { DevListener } from "./listener.js";
import type { PluginEnd } from "./plugin-end.js";

/** The commands that one start of a controller has been given; several may be under way. */
export class Commands {
  readonly #underWay = new Set<Promise<void>>();

  constructor(
    readonly plugin: LaunchedPlugin,
    readonly pluginEnd: PluginEnd,
    readonly listener: Required<DevListener>,
    /** Of the commands that it has told of so far. */
    readonly names: ReadonlySet<string>,
  ) {}

  /** Sends one; its answers come to the listener, under its `id`. @param whenRefused is called after the plugin's own words. */
  send(id: string, request: CommandRequest, whenRefused: () => void = () => {}): void {
    const answered = this.#answer(id, request, whenRefused).finally(() => this.#underWay.delete(answered));
    this.#underWay.add(answered);
  }

  /** Ends those that still stream. */
  async end(): Promise<void> {
    await this.plugin.stop().catch(() => {}); // Whoever ends the plugin reports errors.
    await Promise.all(this.#underWay);
  }

  async #answer(id: string, request: CommandRequest, whenRefused: () => void): Promise<void> {
    this.listener.sent(id, request);
    try {
      for await (const frame of this.plugin.command(request)) this.listener.frame(frame, { command: id }, Date.now());
      this.listener.answered(id, undefined);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.listener.answered(id, message);
      if (await this.pluginEnd.explains(error)) return;
      this.listener.said(`✖ ${message}`);
      whenRefused();
    }
  }
}
