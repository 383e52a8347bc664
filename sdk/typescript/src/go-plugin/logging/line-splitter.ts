import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** Characters after which a line that does not end is handed on in pieces: a host takes no more than 64 KiB at a time. */
const MAX_LINE = 16 * 1024;

/** Makes lines of text from bytes as they come; a character that comes in two pieces stays whole. */
export class LineSplitter {
  readonly #decoder = new StringDecoder("utf8");
  #partial = "";

  /** `sink` takes each line, without its newline; of a long one `isWhole` is false for all pieces but the last. */
  constructor(readonly sink: (line: string, isWhole: boolean) => void) {}

  push(bytes: Uint8Array): void {
    const lines = (this.#partial + this.#decoder.write(Buffer.from(bytes))).split(/\r?\n/);
    this.#partial = lines.pop() ?? "";
    for (const line of lines) this.sink(line, true);
    while (this.#partial.length > MAX_LINE) {
      this.sink(this.#partial.slice(0, MAX_LINE), false);
      this.#partial = this.#partial.slice(MAX_LINE);
    }
  }

  /** Hands on what has no newline yet. */
  flush(): void {
    const rest = this.#partial + this.#decoder.end();
    this.#partial = "";
    if (rest !== "") this.sink(rest, true);
  }
}

/** Splits what a stream gives, to its end. One line that never ends comes in pieces, so that this process does not grow. */
export function splitLines(stream: Readable, sink: (line: string, isWhole: boolean) => void): LineSplitter {
  const lines = new LineSplitter(sink);
  stream.on("data", (bytes: Buffer) => lines.push(bytes)).on("end", () => lines.flush());
  return lines;
}
