import type { Node, YAMLSeq } from "yaml";
import type { PluginEntry } from "../../entry.js";
import { ConfigNotEditable } from "../parse/errors.js";
import { startOf } from "../parse/fields.js";
import { type ListShape, type PluginList, PLUGINS } from "../parse/list.js";
import { contentEnd, dashOf, endsInBlockScalar, startOfLine } from "../parse/nodes.js";
import type { ConfigSource } from "../parse/source.js";
import { ADDED_MARK, WAS_MARK } from "./marks.js";
import { afterOwnComments, endOfLine, insertAt, lineEndAt, type Splice } from "./splice.js";
import { blockLines, flowItem } from "./style.js";

/** Columns that a new list stands right of its key, as in the daemon's documentation. */
export const LIST_INDENT = 2;

/** The splices that make `entry` the last item of the list. */
export function insertion(source: ConfigSource, list: PluginList, entry: PluginEntry): Splice[] {
  const { shape } = list;
  switch (shape.kind) {
    case "missing":
      return insertList(source, shape, entry);
    case "empty":
      return fillEmptyList(source, shape, entry);
    case "block":
      return appendBlockItem(source, shape.seq, entry);
    case "flow":
      return appendFlowItem(source.text, shape, entry);
  }
}

function insertList(source: ConfigSource, { indent }: ListShape & { kind: "missing" }, entry: PluginEntry): Splice[] {
  const key = `${" ".repeat(indent)}${PLUGINS}: ${ADDED_MARK}`;
  return [insertLines(source, source.end, [key, ...blockLines(source.text, entry, indent + LIST_INDENT)])];
}

function fillEmptyList(source: ConfigSource, shape: ListShape & { kind: "empty" }, entry: PluginEntry): Splice[] {
  const { colon, nullAt, indent } = shape;
  const keyLineEnd = endOfLine(source.text, nullAt ?? colon);
  const at = afterOwnComments(source.text, keyLineEnd, indent + 1);
  const lines = insertLines(source, at, blockLines(source.text, entry, indent + LIST_INDENT));
  return nullAt === undefined ? [lines] : [{ start: nullAt, end: nullAt, insert: WAS_MARK }, lines];
}

function appendBlockItem(source: ConfigSource, seq: YAMLSeq, entry: PluginEntry): Splice[] {
  const { text } = source;
  const dash = dashOf(seq, seq.items.length - 1);
  const column = dash - startOfLine(source, dash, "the list does not begin on a line of its own");
  const lastLineEnd = endOfLine(text, contentEnd(seq));
  const at = afterOwnComments(text, lastLineEnd, column);
  return [insertLines(source, at, blockLines(text, entry, column, seq))];
}

function appendFlowItem(text: string, { seq, json }: ListShape & { kind: "flow" }, entry: PluginEntry): Splice[] {
  const item = flowItem(text, entry, seq, json);
  const last = seq.items.at(-1) as Node | undefined;
  const open = startOf(seq) + 1;
  if (!last) return [insertAt(open, item)];
  const lastEnd = contentEnd(last);
  const lead = seq.items.length === 1 ? text.slice(open, startOf(last)) : undefined;
  const separator = lead === undefined ? textBeforeLast(text, seq) : `,${lead.includes("\n") ? lead : " "}`;
  const plain = /^\s*,\s*$/.test(separator) ? separator : ", ";
  // A comment behind the last item belongs to it: the new one goes below.
  const commented = /^([ \t]*)(,?)[ \t]+#.*/.exec(text.slice(lastEnd));
  if (!commented) return [insertAt(lastEnd, `${plain}${item}`)];
  const [all, , comma] = commented;
  const lineBreak = plain.includes("\n") ? plain.replace(",", "") : `${lineEndAt(text, lastEnd)}  `;
  const below = insertAt(lastEnd + all.trimEnd().length, `${lineBreak}${item}${comma}`);
  return comma === "," ? [below] : [insertAt(lastEnd, ","), below];
}

function textBeforeLast(text: string, seq: YAMLSeq): string {
  const [before, last] = seq.items.slice(-2) as Node[];
  return text.slice(before ? contentEnd(before) : 0, startOf(last ?? null));
}

/** New whole lines, with the line end of the line above; a file without final line end stays one. */
function insertLines(source: ConfigSource, at: number, lines: readonly string[]): Splice {
  const { text } = source;
  const lineEnd = lineEndAt(text, at);
  const before = text.slice(0, at);
  if (before === "" || before === "\uFEFF" || before.endsWith("\n")) {
    return insertAt(at, lines.map((line) => `${line}${lineEnd}`).join(""));
  }
  // To the daemon such a scalar has no line end, and would get one from a line behind it.
  if (endsInBlockScalar(source.document.contents)) {
    throw new ConfigNotEditable("the last line is part of a | or > text and has no line end; add one");
  }
  return insertAt(at, lines.map((line) => `${lineEnd}${line}`).join(""));
}
