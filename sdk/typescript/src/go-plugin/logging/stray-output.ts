/**
 * Takes what was written. A promise says that the writer should wait until it resolves: it sees a `write` that returns
 * false, and later `drain`.
 */
export type OutputSink = (bytes: Uint8Array) => Promise<void> | undefined;

/** What is printed on a stream, kept until somebody takes it. */
export interface StrayOutput {
  /** Hands everything kept so far to `sink`, and what is written from now on as it comes. */
  drainTo(sink: OutputSink): void;
  /** Gives the stream back. */
  restore(): void;
}

/**
 * Keeps everything that is written to process.stdout away from file descriptor 1. The first line there must be the
 * handshake, or the host gives up with "Unrecognized remote plugin message", and a host reads
 * nothing after it.
 *
 * `servePlugin` does it too; call it earlier, and hand its result over, when modules may print while they load.
 */
export function captureStdout(stdout: NodeJS.WriteStream = process.stdout): StrayOutput {
  return captureWrites(stdout);
}

/** Keeps what is written to a stream until somebody takes it. */
export function captureWrites(stream: NodeJS.WriteStream): StrayOutput {
  const original = stream.write;
  const kept: Uint8Array[] = [];
  let sink: OutputSink = (bytes) => void kept.push(bytes);
  let blocked = 0;
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    const done = rest.find((argument) => typeof argument === "function") ?? (() => {});
    const full = sink(bytesOf(chunk, rest[0]));
    if (full === undefined) {
      queueMicrotask(() => done());
      return true;
    }
    blocked++;
    void full.then(() => {
      done();
      if (--blocked === 0) stream.emit("drain");
    });
    return false;
  }) as typeof stream.write;
  return {
    drainTo(next) {
      sink = next;
      for (const bytes of kept.splice(0)) void next(bytes);
    },
    restore() {
      stream.write = original;
    },
  };
}

function bytesOf(chunk: string | Uint8Array, encoding: unknown): Uint8Array {
  // A copy: the writer may use its buffer again.
  if (typeof chunk !== "string") return Uint8Array.from(chunk);
  return Buffer.from(chunk, typeof encoding === "string" && Buffer.isEncoding(encoding) ? encoding : "utf8");
}
