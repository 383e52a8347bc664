/** How `lines` cuts. */
export interface LinesOptions {
  /** Characters of the longest line that is taken; default 1000. A longer one is dropped, and so is noise without an end of line. */
  readonly longest?: number;
  /**
   * Default false. True drops what comes before the first end of line: who starts to listen in the middle of a stream hears half a
   * line first.
   */
  readonly skipFirst?: boolean;
}

/**
 * The lines of a stream of bytes, however they are cut into chunks. A line ends with CR, LF or both; empty ones are left out. Bytes that
 * are no UTF-8 become U+FFFD. What comes after the last end of line is half a line, and is dropped.
 */
export async function* lines(
  chunks: AsyncIterable<Uint8Array>,
  { longest = 1_000, skipFirst = false }: LinesOptions = {},
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  let isDropped = skipFirst;
  for await (const chunk of chunks) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split(/[\r\n]+/);
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
