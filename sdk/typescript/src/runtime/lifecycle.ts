import { FACTS } from "../../../../daemon/facts.js";
import type { PluginContext, SessionContext } from "../api/definition.js";
import type { FrameValue } from "../api/frame.js";
import { readDeclared, type SettingsDeclaration, strayVariablesOf } from "../api/hardware/settings.js";
import type { SettingsPlace } from "../api/hardware/settings-file.js";
import type { Plugin } from "../api/plugin.js";
import type { Logger } from "../go-plugin/logging/logger.js";
import { worded } from "../go-plugin/rpc/facts.js";
import { PluginError } from "../go-plugin/rpc/plugin-error.js";
import { reasonOf } from "../go-plugin/rpc/reason.js";
import type { OutgoingStream } from "../go-plugin/rpc/service.js";
import type { LineOf } from "./author-line.js";
import { Gate } from "./gate.js";
import { Session, type SessionOptions } from "./session.js";

const { message } = FACTS;

/** What a plugin has around it. */
export interface Surroundings {
  /** Where its settings are looked for; default the process's own place. */
  readonly place?: SettingsPlace;
  /** Called before each recording and command. */
  readonly onSession?: () => void;
}

/** The life of one plugin process: its sessions, the daemon's version, and its one stop. */
export class Lifecycle {
  readonly #sessions = new Set<Session>();
  readonly #gate: Gate;
  #stopped: Promise<void> | undefined;
  #laniakeaVersion: string | undefined;
  #hasReadSettings = false;

  constructor(
    readonly plugin: Plugin,
    readonly log: Logger,
    readonly options: SessionOptions,
    readonly surroundings: Surroundings = {},
  ) {
    this.#gate = new Gate(options.minFrameIntervalMs);
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

  /**
   * A session on a stream.
   * @param lineOf where a generator whose values it sends waits in the author's code; undefined where that is not known.
   * @throws {PluginError} UNAVAILABLE once the plugin stops.
   */
  open(stream: OutgoingStream, lineOf: LineOf = () => undefined): Session {
    if (this.#stopped !== undefined) throw new PluginError(message.stopping, "UNAVAILABLE");
    this.surroundings.onSession?.();
    const session = new Session(stream, this.plugin.name, this.log, this.options, this.#gate, lineOf);
    this.#sessions.add(session);
    return session;
  }

  /** Runs a session to its end. The settings are read for each one: what a person has mended is seen without a restart. */
  async run(session: Session, open: (context: SessionContext<never>) => AsyncIterable<FrameValue>): Promise<void> {
    const { signal } = session;
    try {
      await session.run(async () => {
        // What the author's code takes is what its own declaration gives.
        const settings = (await this.#settings()) as never;
        return open({ ...this.context, settings, signal, open: (how) => session.opening(how) });
      });
    } finally {
      this.#sessions.delete(session);
    }
  }

  /** Tells the log what is wrong with the settings: the daemon starts all the same, and each recording and command is refused. */
  async tellOfWrongSettings(): Promise<void> {
    await this.#settings().catch((error: unknown) => this.log.error(PluginError.from(error).rawMessage));
  }

  async #settings(): Promise<unknown> {
    const { name, settings } = this.plugin;
    if (settings === undefined) return {};
    if (!this.#hasReadSettings) this.#tellOfStrayVariables(settings);
    return await readDeclared(name, settings, this.surroundings.place);
  }

  /** Once: the variables of a process do not change. */
  #tellOfStrayVariables(settings: SettingsDeclaration): void {
    this.#hasReadSettings = true;
    const told = strayVariablesOf(this.plugin.name, settings, this.surroundings.place);
    if (told !== undefined) this.log.warn(told);
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
