import { FACTS } from "../../../../../daemon/facts.js";
import type { Logger } from "../../go-plugin/logging/logger.js";
import { worded } from "../../go-plugin/rpc/facts.js";
import { log as ofTheProcess } from "../log.js";

/** How `lines` cuts. */
export interface LinesOptions {
  /** Characters of the longest line that is taken; default 1000. A longer one is dropped, and so is noise without an end of line. */
  readonly longest?: number;
  /**
   * Default false. True drops what comes before the first end of line: who starts to listen in the middle of a stream hears half a
   * line first.
   */
  readonly skipFirst?: boolean;
  /** Where a stream without line ends is told; default the SDK's `log`. That of the context belongs to the recording. */
  readonly log?: Pick<Logger, "warn">;
}

/**
 * The lines of a stream of bytes, however they are cut into chunks. A line ends with CR, LF or both; empty ones are left out. Bytes that
 * are no UTF-8 become U+FFFD. What comes after the last end of line is half a line, and is dropped. The log has one warning when bytes
 * come without an end of line: when there are more of them than `longest`, or when one comes 10 s after the first.
 */
export async function* lines(
  chunks: AsyncIterable<Uint8Array>,
  { longest = 1_000, skipFirst = false, log = ofTheProcess }: LinesOptions = {},
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  let isDropped = skipFirst;
  const watch = new LineEndWatch(longest, log);
  for await (const chunk of chunks) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split(/[\r\n]+/);
    if (chunk.length > 0) watch.heard(parts, rest === "");
    rest = parts.pop() ?? "";
    for (const line of parts) {
      if (!isDropped && line !== "" && line.length <= longest) yield line;
      isDropped = false;
    }
    if (rest.length <= longest) continue;
    rest = "";
    isDropped = true;
  }
}

/** The word for an author whose device ends no line, or none that is taken. Of one stream; told once. */
class LineEndWatch {
  /** When the first byte after the last end of line came. */
  #since = 0;
  #hasTold = false;

  constructor(
    readonly longest: number,
    readonly log: Pick<Logger, "warn">,
  ) {}

  /** @param isFirst whether nothing was there before since the last end of line. */
  heard(parts: readonly string[], isFirst: boolean): void {
    if (this.#hasTold) return;
    const now = performance.now();
    if (isFirst || parts.length > 1) this.#since = now;
    if (parts.some(({ length }) => length > this.longest)) this.#tell(`${this.longest} bytes`);
    // A slow device would be heard for hours before a line is too long.
    else if (now - this.#since >= FACTS.time.lineEndMs) this.#tell(`${FACTS.time.lineEndMs / 1000} s`);
  }

  #tell(span: string): void {
    this.#hasTold = true;
    this.log.warn(worded(FACTS.message.noLineEnd, { span }));
  }
}
