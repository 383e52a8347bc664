/** The calling side of gRPC, as service.ts is the answering one. Messages are bytes. */
export interface Connection {
  /** @throws {PluginError} the other side's answer, when it is an error. */
  unary(service: string, method: string, request: Uint8Array): Promise<Uint8Array>;
  /** Starts the call at once. */
  serverStream(service: string, method: string, request: Uint8Array): IncomingStream;
  /** Starts the call at once; `requests` are sent as they come, and their end ends our half. */
  bidiStream(service: string, method: string, requests: AsyncIterable<Uint8Array>): IncomingStream;
  /** Gives the connection up; calls under way are cancelled. */
  close(): void;
}

/** The messages of one call in order; iteration throws the other side's PluginError when the call fails. */
export interface IncomingStream extends AsyncIterable<Uint8Array> {
  /** Gives the call up; the other side's signal aborts. */
  cancel(): void;
}
