/** What became of text that was written to process.stdout. */
type LineSink = (line: string) => void;

export interface StrayOutput {
  /** Hands every line kept so far to `sink`, and each later one as it comes. */
  drainTo(sink: LineSink): void;
  /** Gives process.stdout back. */
  restore(): void;
}

/**
 * Keeps everything that is written to process.stdout away from file descriptor 1. The first line there must be the
 * handshake, or the host gives up with "Unrecognized remote plugin message" (go-plugin-protocol.md 1.2), and a host reads
 * nothing after it.
 */
export function captureStdout(stdout: NodeJS.WriteStream = process.stdout): StrayOutput {
  const original = stdout.write;
  const kept: string[] = [];
  let sink: LineSink = (line) => void kept.push(line);
  let partial = "";
  const capture = (text: string) => {
    const lines = (partial + text).split(/\r?\n/);
    partial = lines.pop() ?? "";
    for (const line of lines) if (line !== "") sink(line);
  };
  stdout.write = ((chunk: string | Uint8Array, encoding?: unknown, callback?: unknown) => {
    capture(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
    const done = typeof encoding === "function" ? encoding : callback;
    if (typeof done === "function") queueMicrotask(() => done());
    return true;
  }) as typeof stdout.write;
  return {
    drainTo(next) {
      sink = next;
      for (const line of kept.splice(0)) next(line);
    },
    restore() {
      stdout.write = original;
    },
  };
}
