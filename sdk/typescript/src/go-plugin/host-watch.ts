import { GO_PLUGIN } from "./rpc/facts.js";
import type { Call, Method, Service } from "./rpc/service.js";

/** ms without any call, after the host's own streams were cut, until the host counts as gone. */
const SILENCE = GO_PLUGIN.time.hostSilenceMs;

/** The streams that a go-plugin host opens at once and keeps as long as its connection. */
const LIFELINES: ReadonlySet<string> = new Set([GO_PLUGIN.service.goPluginStdio, GO_PLUGIN.service.goPluginBroker]);

/**
 * Notices a host that is gone by its connection: its streams were there, are cut, and no call comes any more. The second
 * sign beside the parent process, which shows nothing where another program started the plugin, or on Windows.
 */
export class HostWatch {
  #open = 0;
  #hasLifeline = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    readonly onGone: () => void,
    readonly silence = SILENCE,
  ) {}

  /** The same service, whose calls are seen. */
  watch(service: Service): Service {
    const methods = Object.entries(service.methods).map(([name, method]) => [name, this.#watched(service, method)]);
    return { ...service, methods: Object.fromEntries(methods) };
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#hasLifeline = false;
  }

  #watched(service: Service, method: Method): Method {
    const begin = (call: Call) => this.#begin(call, LIFELINES.has(service.name));
    switch (method.kind) {
      case "unary":
        return { kind: "unary", handle: (request, call) => during(begin(call), () => method.handle(request, call)) };
      case "server-stream":
        return {
          kind: "server-stream",
          handle: (request, out) => during(begin(out), () => method.handle(request, out)),
        };
      case "bidi-stream":
        return {
          kind: "bidi-stream",
          handle: (requests, out) => during(begin(out), () => method.handle(requests, out)),
        };
    }
  }

  /** Returns what ends the call. A call that was cut has ended, whatever its handler still does. */
  #begin({ signal }: Call, isLifeline: boolean): () => void {
    this.#open++;
    this.#hasLifeline ||= isLifeline;
    clearTimeout(this.#timer);
    let over = false;
    const end = () => {
      if (over) return;
      over = true;
      signal.removeEventListener("abort", end);
      this.#open--;
      if (this.#open === 0 && this.#hasLifeline) this.#timer = setTimeout(this.onGone, this.silence).unref();
    };
    signal.addEventListener("abort", end, { once: true });
    return end;
  }
}

async function during<T>(end: () => void, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } finally {
    end();
  }
}
