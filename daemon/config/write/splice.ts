/** Replaces text[start, end) by `insert`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

export function insertAt(at: number, insert: string): Splice {
  return { start: at, end: at, insert };
}

export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = "";
  let done = 0;
  for (const { start, end, insert } of splices) {
    result += text.slice(done, start) + insert;
    done = end;
  }
  return result + text.slice(done);
}

export function endOfLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === "\n") return offset;
  const lineEnd = text.indexOf("\n", offset);
  return lineEnd === -1 ? text.length : lineEnd + 1;
}

/** The line end of the line before `offset`, or else of any line. */
export function lineEndAt(text: string, offset: number): string {
  const before = text.lastIndexOf("\n", Math.max(0, offset - 1));
  const at = before === -1 ? text.indexOf("\n") : before;
  return at > 0 && text[at - 1] === "\r" ? "\r\n" : "\n";
}

/**
 * The end of the comment lines that belong to what stands above: indented at least as far as the list, which a comment
 * on the next setting is not; behind a blank line only those that are indented further.
 */
export function afterOwnComments(text: string, offset: number, column: number): number {
  let end = offset;
  let blank = false;
  for (let at = offset; at < text.length;) {
    const next = endOfLine(text, at + 1);
    const line = text.slice(at, next);
    const indent = /^( *)#/.exec(line)?.[1]?.length;
    if (line.trim() === "") blank = true;
    else if (indent === undefined || indent < (blank ? column + 1 : Math.max(1, column))) break;
    else end = next;
    at = next;
  }
  return end;
}
