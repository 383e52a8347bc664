import type { Node, YAMLSeq } from "yaml";
import { startOf } from "../parse/fields.js";
import { type PluginList, PLUGINS } from "../parse/list.js";
import { contentEnd, dashOf, startOfLine } from "../parse/nodes.js";
import type { ConfigSource } from "../parse/source.js";
import { ADDED_MARK, WAS_MARK, WAS_NULL } from "./marks.js";
import { endOfLine, type Splice } from "./splice.js";

/** The splices that take an item out of the list, with all that `insertion` may have put around it. */
export function removal(source: ConfigSource, list: PluginList, index: number): Splice[] {
  const { shape } = list;
  if (shape.kind === "flow") return removeFlowItem(source.text, shape.seq, index);
  if (shape.kind !== "block") return [];
  const { text } = source;
  const { seq } = shape;
  const dash = dashOf(seq, index);
  const start = startOfLine(source, dash, "the entry does not begin on a line of its own");
  const end = endOfLine(text, contentEnd((seq.items[index] ?? null) as Node | null, dash + 1));
  if (seq.items.length > 1) return [removeLines(text, start, end)];
  const keyLine = text.slice(shape.colon + 1, start);
  const keyStart = text.lastIndexOf("\n", shape.colon) + 1;
  if (keyLine.trim() === ADDED_MARK && text.slice(keyStart, shape.colon).trim() === PLUGINS) {
    return [removeLines(text, keyStart + (text.startsWith("\uFEFF", keyStart) ? 1 : 0), end)];
  }
  const was = WAS_NULL.exec(keyLine);
  const lines = removeLines(text, start, end);
  if (!was) return [lines];
  const wasAt = shape.colon + 1 + was.index;
  return [{ start: wasAt, end: wasAt + WAS_MARK.length, insert: "" }, lines];
}

/** Takes a comma along, and the white space that {@link appendFlowItem} would have put there; comments stay. */
function removeFlowItem(text: string, seq: YAMLSeq, index: number): Splice[] {
  const items = seq.items as Node[];
  const item = items[index] ?? null;
  const [start, end] = [startOf(item), contentEnd(item)];
  const before = items[index - 1];
  const from = before ? contentEnd(before) : startOf(seq) + 1;
  const gap = text.slice(from, start);
  if (before && /^\s*,\s*$/.test(gap)) return [{ start: from, end, insert: "" }];
  const comma = /^\s*,/.exec(text.slice(end));
  if (!before) {
    const rest = comma ? (/^\s*,[ \t]*/.exec(text.slice(end))?.[0].length ?? 0) : 0;
    return [{ start, end: end + rest, insert: "" }];
  }
  const lead = start - (/\s*$/.exec(gap)?.[0].length ?? 0);
  if (comma) return [{ start: lead, end: end + comma[0].length, insert: "" }];
  const commaAt = from + gap.indexOf(",");
  return [
    { start: commaAt, end: commaAt + 1, insert: "" },
    { start: lead, end, insert: "" },
  ];
}

/** Whole lines; the last one of a file without final line end takes the line end before it along. */
function removeLines(text: string, start: number, end: number): Splice {
  const unfinished = end === text.length && !text.endsWith("\n");
  const lineBreak = unfinished ? (/\r?\n$/.exec(text.slice(Math.max(0, start - 2), start))?.[0].length ?? 0) : 0;
  return { start: start - lineBreak, end, insert: "" };
}
