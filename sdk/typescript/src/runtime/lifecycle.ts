import { FACTS } from "../../../../daemon/facts.js";
import type { PluginContext, SessionContext } from "../api/definition.js";
import type { FrameValue } from "../api/frame.js";
import { type PluginSettings, pluginSettings } from "../api/hardware/plugin-settings.js";
import type { Plugin } from "../api/plugin.js";
import type { Logger } from "../go-plugin/logging/logger.js";
import { worded } from "../go-plugin/rpc/facts.js";
import { PluginError } from "../go-plugin/rpc/plugin-error.js";
import { reasonOf } from "../go-plugin/rpc/reason.js";
import type { OutgoingStream } from "../go-plugin/rpc/service.js";
import { Gate } from "./gate.js";
import { Session, type SessionOptions } from "./session.js";

const { message } = FACTS;

/** The life of one plugin process: its sessions, the daemon's version, and its one stop. */
export class Lifecycle {
  readonly #sessions = new Set<Session>();
  readonly #gate: Gate;
  readonly #settings: PluginSettings;
  #stopped: Promise<void> | undefined;
  #laniakeaVersion: string | undefined;

  constructor(
    readonly plugin: Plugin,
    readonly log: Logger,
    readonly options: SessionOptions,
  ) {
    this.#gate = new Gate(options.minFrameIntervalMs);
    this.#settings = pluginSettings(plugin.name, plugin.settings);
  }

  get context(): PluginContext {
    return { log: this.log, laniakeaVersion: this.#laniakeaVersion };
  }

  /**
   * Checks the version that the daemon pushes and keeps it.
   * @throws {PluginError} FAILED_PRECONDITION when the plugin needs another one: the daemon then does not start.
   */
  acceptVersion(version: string): void {
    this.#laniakeaVersion = version;
    const { constraint } = this.plugin;
    if (constraint === undefined || this.#accepts(version)) return;
    throw new PluginError(
      worded(message.versionRefused, { version, constraint: constraint.text }),
      "FAILED_PRECONDITION",
    );
  }

  /** A version that nobody can compare must not keep the daemon from starting: QUIRKS.md, "One plugin stops the boot". */
  #accepts(version: string): boolean {
    try {
      return this.plugin.constraint?.accepts(version) ?? true;
    } catch (error) {
      this.log.warn(worded(message.versionNotComparable, { reason: reasonOf(error) }), { version, error });
      return true;
    }
  }

  /** Logs what is wrong with the settings before the daemon asks for something: it starts all the same. */
  async tellOfWrongSettings(): Promise<void> {
    try {
      await this.#settings.read();
    } catch (error) {
      this.log.error(PluginError.from(error).rawMessage);
    }
  }

  /**
   * A session on a stream.
   * @throws {PluginError} UNAVAILABLE once the plugin stops.
   */
  open(stream: OutgoingStream): Session {
    if (this.#stopped !== undefined) throw new PluginError(message.stopping, "UNAVAILABLE");
    const session = new Session(stream, this.plugin.name, this.log, this.options, this.#gate);
    this.#sessions.add(session);
    return session;
  }

  /** Runs a session to its end. The settings that it is given are those of now, of the type that the definition declares. */
  async run(session: Session, open: (context: SessionContext<never>) => AsyncIterable<FrameValue>): Promise<void> {
    try {
      await session.run(async () => {
        const settings = (await this.#settings.read()) as never;
        return open({ ...this.context, settings, signal: session.signal, open: (how) => session.opening(how) });
      });
    } finally {
      this.#sessions.delete(session);
    }
  }

  /**
   * Ends every session, then runs the author's stop hook: QUIRKS.md, "Stop comes without StopRecord". A second call shares
   * the first's outcome.
   * @throws {PluginError} what the hook threw.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => session.stop(message.pluginStops)));
    try {
      await this.plugin.stop?.(this.context);
    } catch (error) {
      throw PluginError.from(error);
    }
  }
}
