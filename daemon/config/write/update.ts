import { isMap, isScalar, type Node, type YAMLMap } from "yaml";
import type { PluginEntry } from "../../entry.js";
import { ConfigNotEditable, type Place } from "../parse/errors.js";
import { keyText, type ListedEntry, startOf } from "../parse/fields.js";
import { columnOf } from "../parse/list.js";
import { contentEnd } from "../parse/nodes.js";
import type { ConfigSource } from "../parse/source.js";
import { endOfLine, insertAt, lineEndAt, type Splice } from "./splice.js";
import { fieldPair, fieldValue } from "./style.js";

/** The splices that give `fields` of an existing entry the values that they have in `entry`. */
export function fieldChanges(
  source: ConfigSource,
  existing: ListedEntry,
  entry: PluginEntry,
  fields: readonly (keyof PluginEntry)[],
): Splice[] {
  const map = existing.node;
  if (!isMap(map)) throw aliased(source.placeOf(existing.offset));
  const missing: (keyof PluginEntry)[] = [];
  const splices: Splice[] = [];
  for (const field of fields) {
    // Of a key that is there twice the daemon takes the last one.
    const pair = map.items.filter((one) => keyText(source, one) === field).at(-1);
    if (pair) splices.push(replaceValue(source, pair.value as Node | null, fieldValue(entry, field, map)));
    else missing.push(field);
  }
  if (missing.length > 0)
    splices.push(
      appendPairs(
        source,
        map,
        missing.map((field) => fieldPair(entry, field, map)),
      ),
    );
  return splices.sort((a, b) => a.start - b.start);
}

function aliased(place: Place): ConfigNotEditable {
  const help = { remedy: "write the entry itself there", byHand: "in the place of that alias" };
  return new ConfigNotEditable("the entry is an alias (*)", place, help);
}

function replaceValue(source: ConfigSource, value: Node | null, text: string): Splice {
  const [start, end] = value?.range ?? [];
  const simple = isScalar(value) && value.tag === undefined && !value.anchor && !value.type?.startsWith("BLOCK");
  if (!simple || start === undefined || end === undefined) {
    const remedy = "write it as one word, with no |, >, &, * or !";
    throw new ConfigNotEditable("the value is more than one plain word", source.placeOf(startOf(value)), { remedy });
  }
  // Nothing stands behind the colon: no space either.
  return { start, end, insert: start === end ? ` ${text}` : text };
}

/** New fields behind the last one: on lines of their own, or behind a comma. */
function appendPairs(source: ConfigSource, map: YAMLMap, pairs: readonly string[]): Splice {
  const { text } = source;
  const last = map.items.at(-1);
  const end = contentEnd((last?.value ?? last?.key ?? null) as Node | null);
  if (map.flow) return insertAt(end, pairs.map((pair) => `, ${pair}`).join(""));
  const pad = " ".repeat(columnOf(text, startOf(map)));
  const at = endOfLine(text, end);
  const lineEnd = lineEndAt(text, at);
  const finished = at > 0 && text[at - 1] === "\n";
  const lines = pairs.map((pair) => (finished ? `${pad}${pair}${lineEnd}` : `${lineEnd}${pad}${pair}`));
  return insertAt(at, lines.join(""));
}
