import { diff3MergeRegions, diffIndices } from "node-diff3";

/** What the user's side of a conflict is called. */
export const OURS = "yours";

/** What stands behind the marks of a conflict, so that a person knows which side is which. */
export interface Labels {
  readonly ours: string;
  readonly base: string;
  readonly theirs: string;
}

export interface MergedText {
  readonly text: string;
  /** Places that a person has to look at. */
  readonly conflicts: number;
}

/** What makes two lines the same line. */
export type LineKey = (line: string) => string;

const exactly: LineKey = (line) => line;

/**
 * Merges three texts by lines. Where both sides changed the same place, all three stand there, between git's marks.
 * The line ends are ours everywhere: an editor or git has chosen them.
 */
export function mergeLines(
  base: string,
  ours: string,
  theirs: string,
  labels: Labels,
  keyOf: LineKey = exactly,
): MergedText {
  const [a, o, b] = [linesOf(ours), linesOf(base), linesOf(theirs)];
  const [keysA, keysO, keysB] = [a, o, b].map((lines) => keysOf(lines, keyOf)) as [string[], string[], string[]];
  const toOurs = mapped(keysO, keysA);
  const output = new Output(ours.includes("\r\n") ? "\r\n" : "\n");
  let conflicts = 0;
  for (const region of diff3MergeRegions(keysA, keysO, keysB)) {
    if (region.stable) {
      const { buffer, bufferStart, bufferLength } = region;
      // What nobody changed is ours: by keys that are not the lines themselves, ours may look different.
      const lines = buffer === "b" ? b : a;
      const start = buffer === "o" ? toOurs(bufferStart) : bufferStart;
      output.put(lines.slice(start, start + bufferLength));
      continue;
    }
    const { aStart, aLength, oStart, oLength, bStart, bLength } = region;
    const ourLines = a.slice(aStart, aStart + aLength);
    if (same(keysA.slice(aStart, aStart + aLength), keysB.slice(bStart, bStart + bLength))) {
      output.put(ourLines);
      continue;
    }
    conflicts++;
    output.put([`<<<<<<< ${labels.ours}`, ...ourLines]);
    output.put([`||||||| ${labels.base}`, ...o.slice(oStart, oStart + oLength)]);
    output.put(["=======", ...b.slice(bStart, bStart + bLength), `>>>>>>> ${labels.theirs}`, ""]);
  }
  return { text: output.text, conflicts };
}

/** Each with its end, if it has one. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** A letter before each: the library looks lines up in an object, which has names of its own. */
function keysOf(lines: readonly string[], keyOf: LineKey): string[] {
  return lines.map((line) => `=${keyOf(line.replace(/\r?\n$/, ""))}`);
}

/** From the place of a line that both have in `from` to its place in `to`. */
function mapped(from: string[], to: string[]): (index: number) => number {
  const hunks = diffIndices(from, to);
  return (index) =>
    hunks.reduce((place, { buffer1: [start, length], buffer2 }) => {
      return start + length <= index ? place + buffer2[1] - length : place;
    }, index);
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}

class Output {
  readonly #parts: string[] = [];
  #isOpen = false;

  constructor(readonly lineEnd: string) {}

  /** An empty last line ends the one before it. */
  put(lines: readonly string[]): void {
    for (const line of lines) {
      if (this.#isOpen) this.#parts.push(this.lineEnd);
      this.#isOpen = !line.endsWith("\n") && line !== "";
      this.#parts.push(line.replace(/\r?\n$/, this.lineEnd));
    }
  }

  get text(): string {
    return this.#parts.join("");
  }
}
