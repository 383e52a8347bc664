import { applyEdits, modify, type Node, parse, type ParseError, parseTree } from "jsonc-parser";
import type { Change } from "./changes.js";
import type { KeyedFormat } from "./keyed.js";

/** JSON, also with comments and last commas. */
export const json: KeyedFormat = {
  parse(text) {
    const errors: ParseError[] = [];
    const tree = parseTree(text, errors, { allowTrailingComma: true });
    if (tree?.type !== "object" || errors.length > 0) throw new Error("no JSON object");
    refuseTwins(tree);
    return parse(text, [], { allowTrailingComma: true });
  },
  change(text, { path, value }, like) {
    const edits = modify(text, [...path], value, {
      formattingOptions: formattingOf(text),
      getInsertionIndex: (keys) => placeOf(path, keys, like),
    });
    return applyEdits(text, edits);
  },
};

function refuseTwins(node: Node): void {
  const { type, children = [] } = node;
  const keys = type === "object" ? children.map((property) => property.children?.[0]?.value as string) : [];
  if (new Set(keys).size < keys.length) throw new Error("a key stands there twice");
  for (const child of children) refuseTwins(child);
}

function formattingOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const [, indent = "  "] = /^([ \t]+)\S/m.exec(text) ?? [];
  return {
    insertSpaces: !indent.startsWith("\t"),
    tabSize: indent.startsWith("\t") ? 1 : indent.length,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
}

/** Behind the key that it stands behind in the text that it comes from. */
function placeOf(path: Change["path"], keys: readonly string[], like: string): number {
  const parent = path.slice(0, -1).reduce<unknown>((value, key) => (value as never)?.[key], parse(like));
  const order = Object.keys((parent ?? {}) as object);
  const before = order.slice(0, order.indexOf(path.at(-1) ?? "")).reverse();
  const neighbour = before.find((key) => keys.includes(key));
  return neighbour === undefined ? (before.length === 0 ? 0 : keys.length) : keys.indexOf(neighbour) + 1;
}
