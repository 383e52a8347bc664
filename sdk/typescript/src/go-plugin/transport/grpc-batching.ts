import grpc from "@grpc/grpc-js";

/** As much may be under way below grpc-js before a stream has to wait. */
const WINDOW_BYTES = 16 * 1024;

/**
 * Lets the messages of a stream leave together. grpc-js waits for each until HTTP/2 has written it, so that each costs a
 * system call and a turn of the event loop; HTTP/2 itself writes in one go what has come together. A message is therefore
 * reported as sent at once, as long as no more than a window of them is under way.
 */
export function batching(
  method: { readonly responseStream: boolean },
  call: grpc.ServerInterceptingCallInterface,
): grpc.ServerInterceptingCall {
  return method.responseStream ? new BatchingCall(call) : new grpc.ServerInterceptingCall(call);
}

class BatchingCall extends grpc.ServerInterceptingCall {
  /** Where grpc-ping.ts looks for the HTTP/2 stream. */
  readonly stream: unknown;
  readonly #next: grpc.ServerInterceptingCallInterface;
  #bytesUnderWay = 0;
  #resume: (() => void) | undefined;

  constructor(call: grpc.ServerInterceptingCallInterface) {
    super(call);
    this.#next = call;
    this.stream = (call as { stream?: unknown }).stream;
  }

  override sendMessage(message: Uint8Array, callback: () => void): void {
    const { length } = message;
    this.#bytesUnderWay += length;
    this.#next.sendMessage(message, () => this.#written(length));
    if (this.#bytesUnderWay < WINDOW_BYTES) callback();
    else this.#resume = callback;
  }

  #written(length: number): void {
    this.#bytesUnderWay -= length;
    const resume = this.#resume;
    if (resume === undefined || this.#bytesUnderWay >= WINDOW_BYTES) return;
    this.#resume = undefined;
    resume();
  }
}
