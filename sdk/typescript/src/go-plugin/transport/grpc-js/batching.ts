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

/** Resolves when all messages of a call have been written. */
export async function drained(call: object): Promise<void> {
  const { call: batching } = call as { call?: unknown };
  if (batching instanceof BatchingCall) await batching.drained();
}

class BatchingCall extends grpc.ServerInterceptingCall {
  /** Where http-stream.ts looks for the HTTP/2 stream. */
  readonly stream: unknown;
  readonly #next: grpc.ServerInterceptingCallInterface;
  #bytesUnderWay = 0;
  #onEmpty: (() => void)[] = [];
  #resume: (() => void) | undefined;

  constructor(call: grpc.ServerInterceptingCallInterface) {
    super(call);
    this.#next = call;
    this.stream = (call as { stream?: unknown }).stream;
  }

  /** Resolves when all messages have been written; never, when the call is cut before. */
  async drained(): Promise<void> {
    if (this.#bytesUnderWay > 0) await new Promise<void>((resolve) => this.#onEmpty.push(resolve));
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
    if (this.#bytesUnderWay === 0) for (const resolve of this.#onEmpty.splice(0)) resolve();
    const resume = this.#resume;
    if (resume === undefined || this.#bytesUnderWay >= WINDOW_BYTES) return;
    this.#resume = undefined;
    resume();
  }
}
