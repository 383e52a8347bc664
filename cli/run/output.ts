import { ExitCode } from "./errors.js";

/** Where a program writes; the entry passes the process's own streams. */
export interface Streams {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/**
 * Runs a command to its end with streams that may fail: without a listener, their first error would end the process
 * with a stack, in the middle of its work. A reader that has seen enough (`| head -1`) changes nothing; a result that
 * could not be written (a full disk) fails a command that went well. Of stderr nothing can be told to anybody.
 * @returns the exit code; by then all that was written is out of the process.
 */
export async function runWithOutput(work: () => Promise<number>, streams: Streams = process): Promise<number> {
  const { stdout, stderr } = streams;
  let failure: NodeJS.ErrnoException | undefined;
  stdout.on("error", (error) => {
    failure ??= error;
  });
  stderr.on("error", () => {});
  const exitCode = await work();
  // Errors come after the writes that they belong to.
  await written(stdout);
  const isLost = failure !== undefined && failure.code !== "EPIPE" && exitCode === ExitCode.ok;
  if (isLost) {
    stderr.write(
      `error: the result could not be written to stdout: ${failure?.message}\n→ everything else went well\n`,
    );
  }
  await written(stderr);
  return isLost ? ExitCode.internal : exitCode;
}

/** Resolves when all that was written before has reached the system, or has failed to. */
function written(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}

/** Aborts when nobody reads a stream any more: the end of a command that would print for ever. */
export function readerGone(stream: NodeJS.WritableStream): AbortSignal {
  const controller = new AbortController();
  stream.once("error", (error) => controller.abort(error));
  return controller.signal;
}
