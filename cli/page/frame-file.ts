import { closeSync, createReadStream, openSync, unlinkSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { ExitCode, UserError } from "../run/errors.js";
import { type NewFrame } from "./event-hub.js";
import type { ObservedFrame } from "./model/events.js";
import { frameLine, FrameLineError, parseFrameLine } from "./model/frame-line.js";

/** Frames on their way into a file. */
export interface FrameFile {
  /** Writes one as a line of JSON; it is with the system when this returns. @throws {Error} of the system. */
  write(frame: NewFrame): void;
  /** A file that got no frame goes. */
  close(): void;
}

/** Opens a new file for frames. @throws {UserError} exit 3 when something is there, 2 when it cannot be made. */
export function createFrameFile(path: string): FrameFile {
  const fd = openNew(path);
  let isEmpty = true;
  return {
    write(frame) {
      isEmpty = false;
      writeAll(fd, Buffer.from(`${frameLine({ n: 0, ...frame })}\n`));
    },
    close() {
      closeSync(fd);
      if (isEmpty) unlinkSync(path);
    },
  };
}

function openNew(path: string): number {
  try {
    return openSync(path, "wx");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST") {
      throw new UserError(`${path} is there already`, {
        exitCode: ExitCode.targetInTheWay,
        hint: "give --record a name that is free: nothing is written over",
        cause,
      });
    }
    throw new UserError(`frames cannot be recorded: ${message}`, { exitCode: ExitCode.usage, cause });
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}

/**
 * The frames of a file of {@link createFrameFile}, or of what the page saves as JSON lines.
 * A last line that is cut off is left out: whoever wrote it was killed.
 * @throws {UserError} exit 2, with the line, for what is no frame, and when the file cannot be read.
 */
export async function* readFrameFile(path: string): AsyncGenerator<ObservedFrame> {
  let n = 0;
  let wrong: UserError | undefined;
  try {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      if (wrong !== undefined) throw wrong;
      n++;
      if (line.trim() === "") continue;
      try {
        // An editor may have put a mark of the byte order before the first.
        yield parseFrameLine(n === 1 ? line.replace(/^\uFEFF/, "") : line, n);
      } catch (error) {
        if (!(error instanceof FrameLineError)) throw error;
        wrong = new UserError(`${path}:${n}: ${error.message}`, {
          exitCode: ExitCode.usage,
          hint: "a line is a frame, as dev --record writes it",
          cause: error,
        });
      }
    }
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const { message } = cause as NodeJS.ErrnoException;
    throw new UserError(`${path} cannot be read: ${message}`, { exitCode: ExitCode.usage, cause });
  }
  if (wrong !== undefined && n === 1) throw wrong;
}
