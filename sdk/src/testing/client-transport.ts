/** How a host calls a plugin's services: over gRPC for an executable, in memory for a plugin in the same process. */
export interface ClientTransport {
  /** @throws {PluginError} the plugin's answer, when it is an error. */
  unary(service: string, method: string, request: Uint8Array): Promise<Uint8Array>;
  /** Starts the call at once. */
  serverStream(service: string, method: string, request: Uint8Array): IncomingStream;
  /** Gives up the connection; calls under way are cancelled. */
  close(): void;
}

/** The messages of one call in order; iteration throws the plugin's PluginError when the call fails. */
export interface IncomingStream extends AsyncIterable<Uint8Array> {
  cancel(): void;
}
