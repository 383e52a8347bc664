import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { lines, shared } from "laniakea-plugin-sdk";
import type { Settings } from "./settings.js";

/** A connection to an instrument. Nothing here has to be adapted. */
export class Instrument {
  readonly #where: string;
  readonly #timeoutMs: number;
  readonly #socket: Socket;
  /** Who waits for an answer. A line that comes while nobody does is no answer to a later question. */
  #waiting: { resolve(answer: string): void; reject(reason: unknown): void } | undefined;
  #end: Error | undefined;
  readonly #closing = new AbortController();
  /** Aborts when the connection has ended. */
  readonly closed = this.#closing.signal;
  /** What it says of itself. */
  name = "";

  private constructor(socket: Socket, { host, port, timeoutMs }: Settings) {
    this.#where = `${host}:${port}`;
    this.#timeoutMs = timeoutMs;
    this.#socket = socket;
    socket.once("close", () => this.#closing.abort());
    void this.#listen(lines(socket, { longest: 100_000 }));
  }

  async #listen(answers: AsyncIterable<string>): Promise<void> {
    let reason = "the instrument has closed the connection";
    try {
      for await (const answer of answers) {
        this.#waiting?.resolve(answer);
        this.#waiting = undefined;
      }
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    this.#end = new Error(reason);
    this.#waiting?.reject(this.#end);
  }

  static async open(settings: Settings): Promise<Instrument> {
    const { host, port, timeoutMs } = settings;
    // Keepalive: a connection may be open on this side alone, for hours.
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 10_000 });
    // An error that nobody listens for ends the plugin. Whoever waits for an answer gets it as well.
    socket.on("error", () => {});
    const late = setTimeout(() => socket.destroy(new Error(`${host}:${port} does not answer in ${timeoutMs} ms`)), timeoutMs);
    try {
      await once(socket, "connect");
      const instrument = new Instrument(socket, settings);
      instrument.name = await instrument.ask("*IDN?");
      // Errors of former users are none of ours.
      instrument.send("*CLS");
      return instrument;
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      clearTimeout(late);
    }
  }

  /** Asks one question. @throws {Error} when no answer comes in time: the connection is closed then. */
  async ask(line: string): Promise<string> {
    // Its answer may come later, and would be taken for that to the next question: so the connection ends.
    const late = () => this.#socket.destroy(new Error(`no answer to ${line} in ${this.#timeoutMs} ms`));
    const timer = setTimeout(late, this.#timeoutMs);
    try {
      if (this.#end !== undefined) throw this.#end;
      this.send(line);
      return await new Promise<string>((resolve, reject) => (this.#waiting = { resolve, reject }));
    } catch (error) {
      throw new Error(`${this.#where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends what has no answer. */
  send(line: string): void {
    this.#socket.write(`${line}\n`);
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** One connection for recordings and commands: many instruments take only one, and answer one question at a time. */
export const INSTRUMENT = shared({
  open: (settings: Settings) => Instrument.open(settings),
  close: (instrument) => instrument.close(),
});
