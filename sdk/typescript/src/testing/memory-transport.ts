import type { IncomingStream } from "../go-plugin/rpc/connection.js";
import { PluginError } from "../go-plugin/rpc/plugin-error.js";
import type { Method, OutgoingStream, Service } from "../go-plugin/rpc/service.js";
import type { ClientTransport } from "./client-transport.js";

/** Calls services in the same process: no socket and no timer of its own, so that fake timers rule everything. */
export function memoryTransport(services: readonly Service[]): ClientTransport {
  const open = new Set<MemoryStream>();
  const find = (service: string, method: string): Method => {
    const found = services.find(({ name }) => name === service)?.methods[method];
    if (found === undefined) throw new PluginError(`unknown method /${service}/${method}`, "UNIMPLEMENTED");
    return found;
  };
  return {
    async unary(service, name, request) {
      const method = find(service, name);
      if (method.kind !== "unary") throw new PluginError(`${name} is a stream`, "UNIMPLEMENTED");
      try {
        return await method.handle(request, { signal: new AbortController().signal });
      } catch (error) {
        throw PluginError.from(error);
      }
    },
    serverStream(service, name, request) {
      const method = find(service, name);
      if (method.kind !== "server-stream") throw new PluginError(`${name} is no server stream`, "UNIMPLEMENTED");
      const stream = new MemoryStream();
      open.add(stream);
      void stream.run(method.handle(request, stream)).finally(() => open.delete(stream));
      return stream;
    },
    close() {
      for (const stream of open) stream.cancel();
    },
  };
}

/** Both ends of one streaming call. A message is handed over when the reader asks for it: the strictest backpressure. */
class MemoryStream implements OutgoingStream, IncomingStream {
  readonly #abort = new AbortController();
  readonly #messages: { readonly message: Uint8Array; readonly taken: () => void }[] = [];
  #wakeReader: () => void = () => {};
  #end: { readonly error: unknown } | undefined;
  #close: () => void = () => {};
  readonly closed = new Promise<void>((resolve) => {
    this.#close = resolve;
  });

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  send(message: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.signal.aborted) return reject(this.signal.reason);
      const onAbort = () => reject(this.signal.reason);
      this.signal.addEventListener("abort", onAbort, { once: true });
      const taken = () => {
        this.signal.removeEventListener("abort", onAbort);
        resolve();
      };
      this.#messages.push({ message, taken });
      this.#wakeReader();
    });
  }

  ping(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  cancel(): void {
    this.#abort.abort(new PluginError("the host cancelled the call", "CANCELLED"));
    this.#wakeReader();
  }

  async run(handled: Promise<void>): Promise<void> {
    this.#end = await handled.then(
      () => ({ error: undefined }),
      (error: unknown) => ({ error: PluginError.from(error) }),
    );
    this.#close();
    this.#wakeReader();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const next = this.#messages.shift();
        if (next !== undefined) {
          next.taken();
          yield next.message;
        } else if (this.#end !== undefined) {
          if (this.#end.error !== undefined) throw this.#end.error;
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wakeReader = resolve;
          });
        }
      }
    } finally {
      this.cancel();
    }
  }
}
