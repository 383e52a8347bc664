import { type PluginType, SERVICE_NAMES } from "../../../../daemon/handshake.js";
import { type Frame, json } from "../api/frame.js";
import { EMPTY } from "../go-plugin/rpc/service.js";
import { decodeVersion, encodeFrame, encodeVersion } from "../runtime/frame-codec.js";
import type { ClientTransport } from "./client-transport.js";
import { FrameStream } from "./frame-stream.js";

/** A command as an operator sends it. */
export interface CommandRequest {
  readonly command: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly id?: unknown;
}

/** Plays the daemon: one method for each call that it makes. Every method throws the plugin's PluginError. */
export class PluginHost {
  constructor(
    readonly type: PluginType,
    protected readonly transport: ClientTransport,
  ) {}

  async pushVersion(version: string): Promise<void> {
    await this.#unary("PushVersion", encodeVersion(version));
  }

  async getVersion(): Promise<string> {
    return decodeVersion(await this.#unary("GetVersion"));
  }

  /** Starts a recording; a datasource only. */
  startRecord(): FrameStream {
    return this.#stream("StartRecord", EMPTY);
  }

  async stopRecord(): Promise<void> {
    await this.#unary("StopRecord");
  }

  /** Sends a JSON command, or any frame; a controller only. */
  command(request: CommandRequest | Frame): FrameStream {
    const frame = "payload" in request ? request : json(request);
    return this.#stream("Command", encodeFrame(frame));
  }

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
