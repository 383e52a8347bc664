import { isScalar, parseDocument, stringify } from "yaml";
import type { KeyedFormat } from "./keyed.js";

/** YAML, of which only single values are changed in place: more would write the file's comments and blanks anew. */
export const yaml: KeyedFormat = {
  parse(text) {
    const document = parseDocument(text);
    if (document.errors.length > 0) throw new Error("no YAML");
    return document.toJS() as unknown;
  },
  change(text, { path, value }) {
    const node = parseDocument(text).getIn(path, true);
    if (!isScalar(node) || !node.range || typeof value === "object" || value === undefined) {
      throw new Error("no single value");
    }
    const [start, end] = node.range;
    return text.slice(0, start) + stringify(value, { lineWidth: 0 }).trimEnd() + text.slice(end);
  },
};
