import { GO_PLUGIN } from "../rpc/facts.js";
import { type OutgoingStream, type Service, untilAborted } from "../rpc/service.js";
import { MessageWriter } from "../rpc/wire.js";

/** StdioData.StdioChannel. */
export const StdioChannel = { stdout: 1, stderr: 2 } as const;
export type StdioChannel = (typeof StdioChannel)[keyof typeof StdioChannel];

/** Bytes per message, as go-plugin's own server sends (grpc_stdio.go:20-23). */
const MAX_CHUNK = 1024;
/** Bytes waiting for a reader from which on a writer is asked to wait. */
const HIGH_WATER_MARK = 64 * 1024;
/** Bytes waiting for a reader at most: one that never comes must not cost all memory. */
const MAX_WAITING = 4 * 1024 * 1024;

const SERVICE = GO_PLUGIN.service.goPluginStdio;

/** A stream that never says anything: the host opens it at once and keeps it for the connection's life. */
export function silentStdioService(): Service {
  return {
    name: SERVICE,
    methods: { StreamStdio: { kind: "server-stream", handle: (_request, stream) => untilAborted(stream.signal) } },
  };
}

interface Waiting {
  readonly channel: StdioChannel;
  readonly bytes: Uint8Array;
}

/** The plugin's stdout and stderr on their way to the host's SyncStdout and SyncStderr. What was sent is not kept. */
export class StdioStream {
  readonly #waiting: Waiting[] = [];
  #size = 0;
  #readers = 0;
  #lost = 0;
  readonly #changed = new Set<() => void>();

  readonly service: Service = {
    name: SERVICE,
    methods: { StreamStdio: { kind: "server-stream", handle: (_request, stream) => this.#send(stream) } },
  };

  /** A promise when so much waits that the writer should too. */
  push(channel: StdioChannel, bytes: Uint8Array): Promise<void> | undefined {
    if (this.#size + bytes.length > MAX_WAITING) {
      this.#lost += bytes.length;
    } else if (bytes.length > 0) {
      this.#waiting.push({ channel, bytes });
      this.#size += bytes.length;
      this.#notify();
    }
    return this.#size < HIGH_WATER_MARK ? undefined : this.#until(() => this.#size < HIGH_WATER_MARK);
  }

  /** Resolves when a reader has taken everything; at once when there is none. */
  async flushed(): Promise<void> {
    if (this.#readers > 0) await this.#until(() => this.#size === 0 || this.#readers === 0);
  }

  /** What no reader took, and how many bytes were too many to keep. Empties the stream. */
  takeRest(): { readonly bytes: Uint8Array; readonly lost: number } {
    const bytes = Buffer.concat(this.#waiting.splice(0).map((waiting) => waiting.bytes));
    this.#size = 0;
    return { bytes, lost: this.#lost };
  }

  async #send(stream: OutgoingStream): Promise<void> {
    const { signal } = stream;
    const wake = () => this.#notify();
    signal.addEventListener("abort", wake, { once: true });
    this.#readers++;
    try {
      while (!signal.aborted) {
        const next = this.#waiting.shift();
        if (next === undefined) await this.#until(() => this.#waiting.length > 0 || signal.aborted);
        else await this.#sendOne(next, stream);
      }
    } finally {
      this.#readers--;
      this.#notify();
      signal.removeEventListener("abort", wake);
    }
  }

  async #sendOne({ channel, bytes }: Waiting, stream: OutgoingStream): Promise<void> {
    const chunk = bytes.subarray(0, MAX_CHUNK);
    if (chunk.length < bytes.length) this.#waiting.unshift({ channel, bytes: bytes.subarray(MAX_CHUNK) });
    await stream.send(new MessageWriter().integer(1, channel).bytes(2, chunk).finish());
    this.#size -= chunk.length;
    this.#notify();
  }

  #until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        this.#changed.delete(look);
        resolve();
      };
      this.#changed.add(look);
      look();
    });
  }

  #notify(): void {
    for (const look of [...this.#changed]) look();
  }
}
