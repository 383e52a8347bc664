import { type PluginType, SERVICE_NAMES } from "../../../../daemon/handshake.js";
import { type Frame, json } from "../api/frame.js";
import { EMPTY } from "../go-plugin/rpc/service.js";
import { decodeVersion, encodeFrame, encodeVersion } from "../runtime/frame-codec.js";
import type { ClientTransport } from "./client-transport.js";
import { FrameStream } from "./frame-stream.js";

/** A command as an operator sends it. */
export interface CommandRequest {
  /** Which of the controller's commands. */
  readonly command: string;
  /** Default: none. */
  readonly args?: Readonly<Record<string, unknown>>;
  /** Comes back in every JSON answer. */
  readonly id?: unknown;
}

/** Plays the daemon: one method for each call that it makes. */
export class PluginHost {
  constructor(
    readonly type: PluginType,
    protected readonly transport: ClientTransport,
  ) {}

  /** Tells the plugin the version of Laniakea, as the daemon does once. @throws {PluginError} the plugin's refusal. */
  async pushVersion(version: string): Promise<void> {
    await this.#unary("PushVersion", encodeVersion(version));
  }

  /** The plugin's own version. @throws {PluginError} the plugin's refusal. */
  async getVersion(): Promise<string> {
    return decodeVersion(await this.#unary("GetVersion"));
  }

  /** Starts a recording; a datasource only. Its errors come from the stream. */
  startRecord(): FrameStream {
    return this.#stream("StartRecord", EMPTY);
  }

  /** Ends the recording; resolves when its stream has ended. @throws {PluginError} the plugin's error. */
  async stopRecord(): Promise<void> {
    await this.#unary("StopRecord");
  }

  /** Sends a JSON command, or any frame; a controller only. Its errors come from the stream. */
  command(request: CommandRequest | Frame): FrameStream {
    const frame = "payload" in request ? request : json(request);
    return this.#stream("Command", encodeFrame(frame));
  }

  /** Ends everything and runs the plugin's stop hook. @throws {PluginError} what the hook threw. */
  async stop(): Promise<void> {
    await this.#unary("Stop");
  }

  #unary(method: string, request: Uint8Array = EMPTY): Promise<Uint8Array> {
    return this.transport.unary(SERVICE_NAMES[this.type], method, request);
  }

  #stream(method: string, request: Uint8Array): FrameStream {
    return new FrameStream(this.transport.serverStream(SERVICE_NAMES[this.type], method, request));
  }
}
