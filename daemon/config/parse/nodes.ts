import { isMap, isScalar, isSeq, type Node, type YAMLSeq } from "yaml";
import { ConfigNotEditable } from "./errors.js";
import { startOf } from "./fields.js";
import type { ConfigSource } from "./source.js";

/** Where the last character of a node stands that means something: no comment or blank line behind it. */
export function contentEnd(node: Node | null, otherwise = 0): number {
  if (isMap(node) && !node.flow) {
    const last = node.items.at(-1);
    return contentEnd((last?.value ?? null) as Node | null, contentEnd((last?.key ?? null) as Node | null));
  }
  if (isSeq(node) && !node.flow) return contentEnd((node.items.at(-1) ?? null) as Node | null, otherwise);
  return node?.range?.[1] ?? otherwise;
}

export function endsInBlockScalar(node: Node | null): boolean {
  if ((isMap(node) || isSeq(node)) && node.flow) return false;
  if (isMap(node)) return endsInBlockScalar((node.items.at(-1)?.value ?? null) as Node | null);
  if (isSeq(node)) return endsInBlockScalar((node.items.at(-1) ?? null) as Node | null);
  return isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED");
}

export function dashOf(seq: YAMLSeq, index: number): number {
  const token = seq.srcToken;
  const start = token?.type === "block-seq" ? token.items[index]?.start : undefined;
  return start?.find(({ type }) => type === "seq-item-ind")?.offset ?? startOf(seq);
}

export function startOfLine(source: ConfigSource, offset: number, reason: string): number {
  const start = source.text.lastIndexOf("\n", offset - 1) + 1;
  if (/^ *$/.test(source.text.slice(start, offset))) return start;
  throw new ConfigNotEditable(reason, source.placeOf(offset));
}
